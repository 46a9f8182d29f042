namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary><c>File.ReadLines</c> reads the file during the enumeration of its lines.</summary>
public sealed class LazyLineTests
{
    [Theory]
    [InlineData("unknown", "string M(string path) => File.ReadLines(path).First();")]
    [InlineData("unknown", "string[] M(string path) => File.ReadLines(path).Take(2).ToArray();")]
    [InlineData("unknown", "void M(string path) { foreach (var line in File.ReadLines(path)) { Console.WriteLine(line); break; } }")]
    [InlineData("unknown", "string? M(string path) { foreach (var line in File.ReadLines(path)) { return line; } return null; }")]
    [InlineData("unknown", "string? M(string path) { foreach (var line in File.ReadLines(path)) { if (line.Length == 0) break; } return null; }")]
    [InlineData("unknown", "async Task M(string path) { await foreach (var line in File.ReadLinesAsync(path)) { Console.WriteLine(line); break; } }")]
    [InlineData("unknown", "string? M(string path) => File.ReadLines(path).FirstOrDefault(l => l.Length > 0);")]
    [InlineData("unknown", "bool M(string path) => File.ReadLines(path).Any();")]
    [InlineData("unknown", "IEnumerable<string> M(string path) => File.ReadLines(path);")]
    [InlineData("unknown", "void M(string path) { using var e = File.ReadLines(path).GetEnumerator(); e.MoveNext(); }")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "path"));

    [Theory]
    [InlineData("whole", "void M(string path) { foreach (var line in File.ReadLines(path)) { Console.WriteLine(line); } }")]
    [InlineData("whole", "List<string> M(string path) => File.ReadLines(path).ToList();")]
    [InlineData("whole", "int M(string path) => File.ReadLines(path).Count();")]
    [InlineData("whole", "string[] M(string path) => File.ReadAllLines(path);")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "path"));
}
