using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.PublishInFinallyAnalyzer, IoPolicy.CodeFixes.PublishInFinallyCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP506 on renames and commits in a <c>finally</c> block.</summary>
public sealed class PublishInFinallyAnalyzerTests
{
    [Theory]
    [InlineData("a cleanup stays", "var file = File.Create(tmp);\ntry\n{\n    file.Write(data);\n    file.Flush(true);\n}\nfinally\n{\n    file.Dispose();\n    {|IOP506:File.Move(tmp, path, true)|};\n}", "var file = File.Create(tmp);\ntry\n{\n    file.Write(data);\n    file.Flush(true);\n}\nfinally\n{\n    file.Dispose();\n}\nFile.Move(tmp, path, true);")]
    [InlineData("nothing else", "try\n{\n    File.WriteAllText(tmp, text);\n}\nfinally\n{\n    {|IOP506:File.Move(tmp, path, true)|};\n}", "File.WriteAllText(tmp, text);\nFile.Move(tmp, path, true);")]
    [InlineData("a commit", "using var save = DurableFile.Create(path);\ntry\n{\n    save.Stream.Write(data);\n}\nfinally\n{\n    {|IOP506:save.Commit()|};\n}", "using var save = DurableFile.Create(path);\nsave.Stream.Write(data);\nsave.Commit();")]
    public Task The_fix_moves_the_call_after_the_try_statement(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("a declaration", "try\n{\n    using var file = File.Create(tmp);\n    file.Write(data);\n}\nfinally\n{\n    {|IOP506:File.Move(tmp, path, true)|};\n}")]
    [InlineData("a handler", "try\n{\n    File.WriteAllText(tmp, text);\n}\ncatch (IOException)\n{\n    throw;\n}\nfinally\n{\n    {|IOP506:File.Move(tmp, path, true)|};\n}")]
    [InlineData("a handler before a cleanup", "var file = File.Create(tmp);\ntry\n{\n    file.Write(data);\n}\ncatch (IOException)\n{\n}\nfinally\n{\n    file.Dispose();\n    {|IOP506:File.Move(tmp, path, true)|};\n}")]
    [InlineData("a return", "var file = File.Create(tmp);\ntry\n{\n    file.Write(data);\n    return;\n}\nfinally\n{\n    file.Dispose();\n    {|IOP506:File.Move(tmp, path, true)|};\n}")]
    [InlineData("a comment", "var file = File.Create(tmp);\ntry\n{\n    file.Write(data);\n}\nfinally\n{\n    // At last.\n    file.Dispose();\n    {|IOP506:File.Move(tmp, path, true)|};\n}")]
    public Task A_statement_that_must_stay_has_no_fix(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("a whole-file write", "try { File.WriteAllText(tmp, text); } finally { {|IOP506:File.Move(tmp, path, true)|}; }")]
    [InlineData("a stream", "var file = File.Create(tmp); try { file.Write(data); } finally { file.Dispose(); {|IOP506:File.Move(tmp, path, true)|}; }")]
    [InlineData("a stream in the try", "try { using var file = File.Create(tmp); file.Write(data); } finally { {|IOP506:File.Replace(tmp, path, null)|}; }")]
    [InlineData("a writer", "var file = File.Create(tmp); var writer = new StreamWriter(file); try { writer.Write(text); } finally { writer.Dispose(); {|IOP506:File.Move(tmp, path, true)|}; }")]
    [InlineData("with a handler", "try { File.WriteAllText(tmp, text); } catch (IOException) { throw; } finally { {|IOP506:File.Move(tmp, path, true)|}; }")]
    [InlineData("DurableFile", "var save = DurableFile.Create(path); try { save.Stream.Write(data); } finally { {|IOP506:save.Commit()|}; save.Dispose(); }")]
    public Task A_publication_after_a_failure_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("in the try", "try { File.WriteAllText(tmp, text); File.Move(tmp, path, true); } finally { File.Delete(tmp); }")]
    [InlineData("after the try", "try { File.WriteAllText(tmp, text); } finally { Console.WriteLine(text); } File.Move(tmp, path, true);")]
    [InlineData("on success only", "var done = false; try { File.WriteAllText(tmp, text); done = true; } finally { if (done) { File.Move(tmp, path, true); } }")]
    [InlineData("in a loop", "try { File.WriteAllText(tmp, text); } finally { foreach (var name in names) { File.Move(tmp, path, true); } }")]
    [InlineData("in a loop with a condition", "try { File.WriteAllText(tmp, text); } finally { while (!File.Exists(path)) { File.Move(tmp, path, true); } }")]
    [InlineData("a commit in a loop", "var save = DurableFile.Create(path); try { save.Stream.Write(data); } finally { foreach (var name in names) { save.Commit(); break; } }")]
    [InlineData("in a switch", "try { File.WriteAllText(tmp, text); } finally { switch (text.Length) { case 0: break; default: File.Move(tmp, path, true); break; } }")]
    [InlineData("in a local function", "try { File.WriteAllText(tmp, text); } finally { Console.WriteLine(text); void Later() => File.Move(tmp, path, true); }")]
    [InlineData("a backup that is restored", "File.Move(path, other); try { File.WriteAllText(path, text); } finally { File.Move(other, path, true); }")]
    [InlineData("a copy that is restored", "File.Copy(path, other); try { File.WriteAllText(path, text); } finally { File.Move(other, path, true); }")]
    [InlineData("a copy in the try that is restored", "try { File.Copy(path, other); File.WriteAllText(path, text); } finally { File.Move(other, path, true); }")]
    [InlineData("written before the try", "File.WriteAllText(tmp, text); try { Console.WriteLine(text); } finally { File.Move(tmp, path, true); }")]
    [InlineData("another file", "try { File.WriteAllText(other, text); } finally { File.Move(tmp, path, true); }")]
    [InlineData("in a nested try", "try { Console.WriteLine(text); } finally { try { File.WriteAllText(tmp, text); File.Move(tmp, path, true); } catch (IOException) { } }")]
    [InlineData("a commit in the try", "var save = DurableFile.Create(path); try { save.Stream.Write(data); save.Commit(); } finally { save.Dispose(); }")]
    [InlineData("a commit of a file that was written before the try", "var save = DurableFile.Create(path); save.Stream.Write(data); try { Console.WriteLine(text); } finally { save.Commit(); }")]
    [InlineData("a lambda", "try { File.WriteAllText(tmp, text); } finally { Action later = () => File.Move(tmp, path, true); }")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));
}
