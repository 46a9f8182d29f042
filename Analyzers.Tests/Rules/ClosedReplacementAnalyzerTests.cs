using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ClosedReplacementAnalyzer, IoPolicy.CodeFixes.ClosedReplacementCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP012 on bodies that close their stream.</summary>
public sealed class ClosedReplacementAnalyzerTests
{
    [Theory]
    [InlineData("a writer", "using var writer = {|IOP012:new StreamWriter(file)|}; writer.Write(text);", "using var writer = new StreamWriter(file, leaveOpen: true); writer.Write(text);")]
    [InlineData("Dispose", "file.WriteByte(1);\n            {|IOP012:file.Dispose()|};", "file.WriteByte(1);")]
    public Task The_fix_leaves_the_stream_open(string label, string code, string fixedCode) => Check.Fixes(Class(label, code), Class(label, fixedCode));

    [Theory]
    [InlineData("a using", "using ({|IOP012:file|}) { file.WriteByte(1); }")]
    [InlineData("a using declaration", "using var own = {|IOP012:file|}; own.WriteByte(1);")]
    [InlineData("Dispose", "file.WriteByte(1); {|IOP012:file.Dispose()|};")]
    [InlineData("Close", "file.WriteByte(1); {|IOP012:file.Close()|};")]
    [InlineData("a finally", "try { file.WriteByte(1); } finally { {|IOP012:file.Dispose()|}; }")]
    [InlineData("by an alias", "var own = file; own.WriteByte(1); {|IOP012:own.Dispose()|};")]
    [InlineData("a writer", "using var writer = {|IOP012:new StreamWriter(file)|}; writer.Write(text);")]
    [InlineData("a binary writer", "using (var writer = {|IOP012:new BinaryWriter(file)|}) { writer.Write(text); }")]
    [InlineData("a compressor", "using var zip = {|IOP012:new GZipStream(file, CompressionMode.Compress)|}; zip.WriteByte(1);")]
    [InlineData("leaveOpen: false", "using var writer = {|IOP012:new StreamWriter(file, leaveOpen: false)|}; writer.Write(text);")]
    public Task A_closed_stream_is_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("left open", "file.WriteByte(1);")]
    [InlineData("a writer that leaves it open", "using var writer = new StreamWriter(file, leaveOpen: true); writer.Write(text);")]
    [InlineData("a compressor that leaves it open", "using var zip = new GZipStream(file, CompressionLevel.Fastest, true); zip.WriteByte(1);")]
    [InlineData("a writer that is not disposed of", "var writer = new StreamWriter(file); writer.Write(text); writer.Flush();")]
    [InlineData("under a condition", "if (text.Length == 0) { file.Dispose(); }")]
    [InlineData("another file", "using var source = File.OpenRead(path); source.CopyTo(file);")]
    [InlineData("in a lambda", "Action close = () => file.Dispose();")]
    [InlineData("in a handler", "try { file.WriteByte(1); } catch (IOException) { file.Dispose(); throw; }")]
    [InlineData("a JSON writer", "using var writer = new System.Text.Json.Utf8JsonWriter(file); writer.WriteNullValue();")]
    [InlineData("only flushed", "file.Flush(true);")]
    [InlineData("leaveOpen by a variable", "var open = text.Length > 0; using var writer = new StreamWriter(file, leaveOpen: open); writer.Write(text);")]
    public Task A_stream_that_may_stay_open_is_not_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("a body without the attribute", "static partial void Save(string path); static void SaveCore(FileStream file) => file.Dispose();")]
    [InlineData("an overload that is not the body", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(FileStream file) { } static void SaveCore(FileStream file, int number) => file.Dispose();")]
    [InlineData("another method", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(FileStream file) { } static void Close(FileStream file) => file.Dispose();")]
    public Task Code_outside_a_body_is_not_reported(string label, string code) => Check.Reports(MissingReplacedPathAnalyzerTests.InClass(label, code));

    [Fact]
    public Task An_asynchronous_body_is_analyzed() => Check.Reports(MissingReplacedPathAnalyzerTests.InClass(
        "async",
        """
        [ReplacesFile(nameof(path))] public static partial Task {|CS8795:SaveAsync|}(string path);
        static async Task SaveAsyncCore(Stream file) { await file.WriteAsync(new byte[1]); await {|IOP012:file.DisposeAsync()|}; }
        """));

    internal static string Class(string label, string code) => MissingReplacedPathAnalyzerTests.InClass(label, $$"""
        [ReplacesFile(nameof(path))] static partial void Save(string path, string other, string text);
            static void SaveCore(FileStream file, string path, string other, string text)
            {
                {{code}}
            }
        """);
}
