using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.SyncInLoopAnalyzer, IoPolicy.CodeFixes.SyncInLoopCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP510 on loops that flush to disk.</summary>
public sealed class SyncInLoopAnalyzerTests
{
    [Theory]
    [InlineData("a foreach", "using var file = File.Create(path);\nforeach (var name in names)\n{\n    file.Write(data);\n    {|IOP510:file.Flush(true)|};\n}", "using var file = File.Create(path);\nforeach (var name in names)\n{\n    file.Write(data);\n}\nfile.Flush(true);")]
    [InlineData("a for", "using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);\nfor (var i = 0; i < 100; i++)\n{\n    RandomAccess.Write(file, data, i);\n    {|IOP510:RandomAccess.FlushToDisk(file)|};\n}", "using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);\nfor (var i = 0; i < 100; i++)\n{\n    RandomAccess.Write(file, data, i);\n}\nRandomAccess.FlushToDisk(file);")]
    public Task The_fix_flushes_after_the_loop(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("a return", "using var file = File.Create(path);\nforeach (var name in names)\n{\n    if (name.Length == 0)\n    {\n        return;\n    }\n\n    file.Write(data);\n    {|IOP510:file.Flush(true)|};\n}")]
    public Task A_loop_that_can_be_left_early_has_no_fix(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("a foreach", "using var file = File.Create(path); foreach (var name in names) { file.Write(Encoding.UTF8.GetBytes(name)); {|IOP510:file.Flush(true)|}; }")]
    [InlineData("a for", "using var file = File.Create(path); for (var i = 0; i < names.Length; i++) { file.Write(data); {|IOP510:file.Flush(flushToDisk: true)|}; }")]
    [InlineData("a writer", "using var file = File.Create(path); using var writer = new StreamWriter(file); foreach (var name in names) { writer.WriteLine(name); writer.Flush(); {|IOP510:file.Flush(true)|}; }")]
    [InlineData("a handle", "using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write); for (var i = 0; i < 100; i++) { RandomAccess.Write(file, data, i); {|IOP510:RandomAccess.FlushToDisk(file)|}; }")]
    [InlineData("an inner block", "using var file = File.Create(path); foreach (var name in names) { lock (names) { file.Write(data); {|IOP510:file.Flush(true)|}; } }")]
    [InlineData("a parameter", "Save(null!); void Save(FileStream log) { foreach (var name in names) { log.Write(data); {|IOP510:log.Flush(true)|}; } }")]
    public Task A_flush_per_record_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("after the loop", "using var file = File.Create(path); foreach (var name in names) { file.Write(data); } file.Flush(true);")]
    [InlineData("one file per iteration", "foreach (var name in names) { using var file = File.Create(name); file.Write(data); file.Flush(true); }")]
    [InlineData("every Nth record", "using var file = File.Create(path); for (var i = 0; i < 100; i++) { file.Write(data); if (i % 10 == 0) { file.Flush(true); } }")]
    [InlineData("a flush of the managed buffer", "using var file = File.Create(path); foreach (var name in names) { file.Write(data); file.Flush(); }")]
    [InlineData("an endless loop", "using var file = File.Create(path); while (true) { file.Write(data); file.Flush(true); }")]
    [InlineData("a loop with a condition", "using var file = File.Create(path); while (Console.ReadLine() is { } line) { file.Write(data); file.Flush(true); }")]
    [InlineData("a queue", "using var file = File.Create(path); var queue = new System.Collections.Concurrent.BlockingCollection<byte[]>(); foreach (var record in queue.GetConsumingEnumerable()) { file.Write(record); file.Flush(true); }")]
    [InlineData("a loop variable named chunk, so the pieces are large", "using var file = File.Create(path); foreach (var chunk in names) { file.Write(data); file.Flush(true); }")]
    [InlineData("a copy", "using var file = File.Create(path); using var source = File.OpenRead(other); for (int n; (n = source.Read(data)) > 0;) { file.Write(data, 0, n); file.Flush(true); }")]
    [InlineData("an acknowledgement", "using var file = File.Create(path); var done = new TaskCompletionSource(); foreach (var name in names) { file.Write(data); file.Flush(true); done.TrySetResult(); }")]
    [InlineData("nothing is written in the loop", "using var file = File.Create(path); file.Write(data); foreach (var name in names) { file.Flush(true); }")]
    [InlineData("an acknowledgement by a result", "using var file = File.Create(path); var done = new TaskCompletionSource<int>(); foreach (var name in names) { file.Write(data); file.Flush(true); done.SetResult(1); }")]
    [InlineData("an acknowledgement by an event", "using var file = File.Create(path); var done = new ManualResetEventSlim(); foreach (var name in names) { file.Write(data); file.Flush(true); done.Set(); }")]
    [InlineData("an acknowledgement by a semaphore", "using var file = File.Create(path); var done = new SemaphoreSlim(0); foreach (var name in names) { file.Write(data); file.Flush(true); done.Release(); }")]
    [InlineData("a copy with ReadExactly", "using var file = File.Create(path); using var source = File.OpenRead(other); for (var i = 0; i < 100; i++) { source.ReadExactly(data); file.Write(data); file.Flush(true); }")]
    [InlineData("a copy with ReadAtLeast", "using var file = File.Create(path); using var source = File.OpenRead(other); for (var i = 0; i < 100; i++) { source.ReadAtLeast(data, 1); file.Write(data); file.Flush(true); }")]
    [InlineData("a copy of one file per iteration", "using var file = File.Create(path); foreach (var name in names) { using var source = File.OpenRead(name); file.Write(data); source.CopyTo(file); file.Flush(true); }")]
    [InlineData("a lambda", "using var file = File.Create(path); foreach (var name in names) { Action save = () => { file.Write(data); file.Flush(true); }; }")]
    [InlineData("a handler", "using var file = File.Create(path); foreach (var name in names) { try { file.Write(data); } catch (IOException) { file.Flush(true); } }")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));
}
