using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.SwallowedFlushAnalyzer, IoPolicy.CodeFixes.SwallowedFlushCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP511 on handlers around a flush or a close.</summary>
public sealed class SwallowedFlushAnalyzerTests
{
    [Theory]
    [InlineData("the only handler", "var file = File.Create(path);\nfile.Write(data);\ntry\n{\n    {|IOP511:file.Dispose()|};\n}\ncatch\n{\n}", "var file = File.Create(path);\nfile.Write(data);\nfile.Dispose();")]
    [InlineData("a finally", "var file = File.Create(path);\nfile.Write(data);\ntry\n{\n    {|IOP511:file.Flush()|};\n}\ncatch (IOException)\n{\n}\nfinally\n{\n    file.Dispose();\n}", "var file = File.Create(path);\nfile.Write(data);\ntry\n{\n    file.Flush();\n}\nfinally\n{\n    file.Dispose();\n}")]
    public Task The_fix_removes_the_handler(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("a comment", "var file = File.Create(path);\nfile.Write(data);\ntry\n{\n    {|IOP511:file.Dispose()|};\n}\ncatch\n{\n    // best effort\n}")]
    public Task A_handler_with_a_comment_has_no_fix(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("a close", "var file = File.Create(path); file.Write(data); try { {|IOP511:file.Dispose()|}; } catch { }")]
    [InlineData("Close", "var file = File.Create(path); file.Write(data); try { {|IOP511:file.Close()|}; } catch (IOException) { }")]
    [InlineData("a flush", "using var file = File.Create(path); file.Write(data); try { {|IOP511:file.Flush()|}; } catch (Exception) { }")]
    [InlineData("a flush to disk", "using var file = File.Create(path); file.Write(data); try { {|IOP511:file.Flush(true)|}; } catch { }")]
    [InlineData("the base class of IOException", "var file = File.Create(path); file.Write(data); try { {|IOP511:file.Dispose()|}; } catch (SystemException) { }")]
    [InlineData("a writer", "var writer = new StreamWriter(path); writer.Write(text); try { {|IOP511:writer.Dispose()|}; } catch (Exception) { }")]
    [InlineData("a writer over a file", "using var file = File.Create(path); var writer = new StreamWriter(file); writer.Write(text); try { {|IOP511:writer.Flush()|}; } catch (IOException) { }")]
    [InlineData("a finally", "var file = File.Create(path); try { file.Write(data); } finally { try { {|IOP511:file.Dispose()|}; } catch { } }")]
    [InlineData("a buffer of two bytes", "var file = File.Create(path, 2); file.Write(data); try { {|IOP511:file.Dispose()|}; } catch { }")]
    [InlineData("one of two handlers", "var file = File.Create(path); file.Write(data); try { {|IOP511:file.Dispose()|}; } catch (ObjectDisposedException) { } catch (IOException) { }")]
    public Task An_ignored_failure_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("no handler", "var file = File.Create(path); file.Write(data); file.Dispose();")]
    [InlineData("a handler that throws", "var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch { throw; }")]
    [InlineData("a handler that logs", "var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch (IOException e) { Console.WriteLine(e); }")]
    [InlineData("another exception", "var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch (ObjectDisposedException) { }")]
    [InlineData("the whole save is ignored", "try { using var file = File.Create(path); file.Write(data); file.Flush(); } catch { }")]
    [InlineData("flushed before", "var file = File.Create(path); file.Write(data); file.Flush(); try { file.Dispose(); } catch { }")]
    [InlineData("not written", "var file = File.Create(path); try { file.Dispose(); } catch { }")]
    [InlineData("only read", "var file = File.OpenRead(path); file.ReadByte(); try { file.Dispose(); } catch { }")]
    [InlineData("after another failure", "var file = File.Create(path); try { file.Write(data); } catch { try { file.Dispose(); } catch { } throw; }")]
    [InlineData("closed twice", "var file = File.Create(path); file.Write(data); file.Dispose(); try { file.Dispose(); } catch { }")]
    [InlineData("a filter", "var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch (IOException) when (durable) { }")]
    [InlineData("a file that is deleted", "var file = File.Create(path); file.Write(data); try { file.Dispose(); } catch { } File.Delete(path);")]
    [InlineData("without a buffer", "var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0); file.Write(data); try { file.Dispose(); } catch { }")]
    [InlineData("without a buffer, by File.Create", "var file = File.Create(path, 0); file.Write(data); try { file.Dispose(); } catch { }")]
    [InlineData("a buffer of one byte, which .NET does not use", "var file = File.Create(path, bufferSize: 1); file.Write(data); try { file.Dispose(); } catch { }")]
    [InlineData("written before another failure", "var file = File.Create(path); file.Write(data); try { Console.WriteLine(); } catch { try { file.Dispose(); } catch { } throw; }")]
    [InlineData("a memory stream", "var file = new MemoryStream(); file.Write(data); try { file.Dispose(); } catch { }")]
    [InlineData("written in one branch", "var file = File.Create(path); if (durable) { file.Write(data); } try { file.Dispose(); } catch { }")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));
}
