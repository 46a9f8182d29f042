namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary><c>File.ReadLines</c> reads the file during the enumeration of its lines.</summary>
public sealed class LazyLineTests
{
    [Theory]
    [InlineData("unknown", "string M(string path) => File.ReadLines(path).First();", Label = "First")]
    [InlineData("unknown", "string[] M(string path) => File.ReadLines(path).Take(2).ToArray();", Label = "Take")]
    [InlineData("unknown", "void M(string path) { foreach (var line in File.ReadLines(path)) { Console.WriteLine(line); break; } }", Label = "a break after the first line")]
    [InlineData("unknown", "string? M(string path) { foreach (var line in File.ReadLines(path)) { return line; } return null; }", Label = "a return of the first line")]
    [InlineData("unknown", "string? M(string path) { foreach (var line in File.ReadLines(path)) { if (line.Length == 0) break; } return null; }", Label = "a break at an empty line")]
    [InlineData("unknown", "async Task M(string path) { await foreach (var line in File.ReadLinesAsync(path)) { Console.WriteLine(line); break; } }", Label = "an asynchronous loop with a break")]
    [InlineData("unknown", "string? M(string path) => File.ReadLines(path).FirstOrDefault(l => l.Length > 0);", Label = "FirstOrDefault with a condition")]
    [InlineData("unknown", "bool M(string path) => File.ReadLines(path).Any();", Label = "Any")]
    [InlineData("unknown", "IEnumerable<string> M(string path) => File.ReadLines(path);", Label = "lines that the caller enumerates")]
    [InlineData("unknown", "void M(string path) { using var e = File.ReadLines(path).GetEnumerator(); e.MoveNext(); }", Label = "an enumerator that moves once")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "path"));

    [Theory]
    [InlineData("whole", "void M(string path) { foreach (var line in File.ReadLines(path)) { Console.WriteLine(line); } }", Label = "a loop over all lines")]
    [InlineData("whole", "List<string> M(string path) => File.ReadLines(path).ToList();", Label = "ToList")]
    [InlineData("whole", "int M(string path) => File.ReadLines(path).Count();", Label = "Count")]
    [InlineData("whole", "string[] M(string path) => File.ReadAllLines(path);", Label = "ReadAllLines")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "path"));
}
