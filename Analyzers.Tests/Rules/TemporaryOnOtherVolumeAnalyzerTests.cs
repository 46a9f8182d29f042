using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.TemporaryOnOtherVolumeAnalyzer, IoPolicy.CodeFixes.TemporaryOnOtherVolumeCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP505 on files that move out of the temporary directory.</summary>
public sealed class TemporaryOnOtherVolumeAnalyzerTests
{
    [Theory]
    [InlineData("a temporary file", "var made = Path.GetTempFileName();\nFile.WriteAllText(made, text);\n{|IOP505:File.Move(made, path, true)|};", "var made = path + \".\" + Path.GetRandomFileName();\nFile.WriteAllText(made, text);\nFile.Move(made, path, true);")]
    [InlineData("a stream", "var made = Path.Combine(Path.GetTempPath(), \"state\");\nusing (var file = new FileStream(made, FileMode.Create))\n{\n    file.Write(data);\n}\n\n{|IOP505:File.Move(made, path, true)|};", "var made = path + \".\" + Path.GetRandomFileName();\nusing (var file = new FileStream(made, FileMode.Create))\n{\n    file.Write(data);\n}\n\nFile.Move(made, path, true);")]
    public Task The_fix_names_a_file_beside_the_target(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("opened with FileMode.Open", "var made = Path.GetTempFileName();\nusing (var file = new FileStream(made, FileMode.Open))\n{\n    file.Write(data);\n}\n\n{|IOP505:File.Move(made, path, true)|};")]
    [InlineData("another program", "var made = Path.GetTempFileName();\nSystem.Diagnostics.Process.Start(\"convert\", made).WaitForExit();\n{|IOP505:File.Move(made, path, true)|};")]
    [InlineData("a changed target", "var made = Path.GetTempFileName();\nFile.WriteAllText(made, text);\npath = other;\n{|IOP505:File.Move(made, path, true)|};")]
    public Task A_file_that_other_code_needs_or_whose_target_changes_has_no_fix(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("a temporary file", "var made = Path.GetTempFileName(); File.WriteAllText(made, text); {|IOP505:File.Move(made, path, true)|};")]
    [InlineData("a name in the directory", "var made = Path.Combine(Path.GetTempPath(), \"state\"); {|IOP505:File.Move(made, path)|};")]
    [InlineData("a concatenation", "var made = Path.GetTempPath() + text; {|IOP505:File.Move(made, path)|};")]
    [InlineData("an interpolation", "{|IOP505:File.Move($\"{Path.GetTempPath()}/a\", path)|};")]
    [InlineData("a replacement", "var made = Path.GetTempFileName(); {|IOP505:File.Replace(made, path, null)|};")]
    [InlineData("FileInfo", "var made = new FileInfo(Path.GetTempFileName()); {|IOP505:made.MoveTo(path)|};")]
    [InlineData("a directory in a variable", "var root = Path.GetTempPath(); var made = Path.Combine(root, text); {|IOP505:File.Move(made, path)|};")]
    [InlineData("flushed to disk", "var made = Path.GetTempFileName(); using (var file = File.Create(made)) { file.Flush(true); } {|IOP505:File.Move(made, path, true)|};")]
    public Task A_move_out_of_the_temporary_directory_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("beside the target", "File.WriteAllText(path + \".tmp\", text); File.Move(path + \".tmp\", path, true);")]
    [InlineData("an unknown path", "File.Move(tmp, path, true);")]
    [InlineData("within the temporary directory", "var made = Path.GetTempFileName(); File.Move(made, made + \".json\");")]
    [InlineData("to another name in the temporary directory", "var made = Path.GetTempFileName(); File.Move(made, Path.Combine(Path.GetTempPath(), text));")]
    [InlineData("into the temporary directory", "File.Move(path, Path.Combine(Path.GetTempPath(), text));")]
    [InlineData("a copy", "var made = Path.GetTempFileName(); File.Copy(made, path, true); File.Delete(made);")]
    [InlineData("only the random name", "var made = Path.Combine(dir, Path.GetRandomFileName()); File.Move(made, path);")]
    [InlineData("only the file name", "var made = Path.Combine(dir, Path.GetFileName(Path.GetTempFileName())); File.Move(made, path);")]
    [InlineData("one of two paths", "var made = durable ? path + \".tmp\" : Path.GetTempFileName(); File.Move(made, path);")]
    [InlineData("assigned again", "var made = Path.GetTempFileName(); made = other; File.Move(made, path);")]
    [InlineData("the moved file is deleted", "var made = Path.GetTempFileName(); File.Move(made, path, true); File.Delete(path);")]
    [InlineData("not moved", "var made = Path.GetTempFileName(); File.WriteAllText(made, text); File.Delete(made);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));
}
