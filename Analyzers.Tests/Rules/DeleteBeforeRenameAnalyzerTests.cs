using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.DeleteBeforeRenameAnalyzer, IoPolicy.CodeFixes.DeleteBeforeRenameCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP503 on deletions before a rename, and before a new file is written.</summary>
public sealed class DeleteBeforeRenameAnalyzerTests
{
    [Theory]
    [InlineData("delete, move", "{|IOP503:File.Delete(path)|};\n        File.Move(tmp, path);", "File.Move(tmp, path, overwrite: true);")]
    [InlineData("if it exists", "if (File.Exists(path))\n        {\n            {|IOP503:File.Delete(path)|};\n        }\n\n        File.Move(tmp, path);", "File.Move(tmp, path, overwrite: true);")]
    [InlineData("without braces", "if (File.Exists(path)) {|IOP503:File.Delete(path)|};\n        File.Move(tmp, path);", "File.Move(tmp, path, overwrite: true);")]
    [InlineData("overwrite: false", "{|IOP503:File.Delete(path)|};\n        File.Move(tmp, path, false);", "File.Move(tmp, path, true);")]
    [InlineData("FileInfo", "{|IOP503:File.Delete(path)|};\n        new FileInfo(tmp).MoveTo(path);", "new FileInfo(tmp).MoveTo(path, overwrite: true);")]
    public Task The_fix_lets_the_rename_replace_the_file(string label, string code, string fixedCode) => Check.Fixes(Class(label, code), Class(label, fixedCode));

    [Theory]
    [InlineData("a new file in its place", "{|IOP503:File.Delete(path)|}; File.WriteAllText(path, text);")]
    [InlineData("a comment", "{|IOP503:File.Delete(path)|}; // File.Move would fail\n        File.Move(tmp, path);")]
    [InlineData("a helper deletes", "Remove(path); {|IOP503:File.Move(tmp, path)|};")]
    [InlineData("an overwrite argument that is no constant", "{|IOP503:File.Delete(path)|}; File.Move(tmp, path, durable);")]
    public Task Other_code_has_no_fix(string label, string code) => Check.Fixes(Class(label, code), Class(label, code));

    [Theory]
    [InlineData("delete, move", "{|IOP503:File.Delete(path)|}; File.Move(tmp, path);")]
    [InlineData("if it exists", "if (File.Exists(path)) { {|IOP503:File.Delete(path)|}; } File.Move(tmp, path);")]
    [InlineData("without braces", "if (File.Exists(path)) {|IOP503:File.Delete(path)|}; File.Move(tmp, path);")]
    [InlineData("a new file that the method writes", "File.WriteAllText(other, text); {|IOP503:File.Delete(path)|}; File.Move(other, path);")]
    [InlineData("FileInfo", "var target = new FileInfo(path); if (target.Exists) { {|IOP503:target.Delete()|}; } new FileInfo(tmp).MoveTo(target.FullName);")]
    [InlineData("code between", "{|IOP503:File.Delete(path)|}; Console.WriteLine(text); File.Move(tmp, path);")]
    [InlineData("a new file from the temporary directory", "var made = Path.GetTempFileName(); {|IOP503:File.Delete(path)|}; File.Move(made, path);")]
    [InlineData("in a loop", "foreach (var name in names) { {|IOP503:File.Delete(name)|}; File.Move(name + \".tmp\", name); }")]
    [InlineData("a computed path", "{|IOP503:File.Delete(Path.Combine(dir, \"state\"))|}; File.Move(tmp, Path.Combine(dir, \"state\"));")]
    [InlineData("a helper deletes", "Remove(path); {|IOP503:File.Move(tmp, path)|};")]
    [InlineData("a new file in its place", "if (File.Exists(path)) { {|IOP503:File.Delete(path)|}; } File.WriteAllText(path, text);")]
    [InlineData("a new stream in its place", "{|IOP503:File.Delete(path)|}; using var file = new FileStream(path, FileMode.CreateNew); file.Write(data);")]
    [InlineData("a new mapping in its place", "if (File.Exists(path)) {|IOP503:File.Delete(path)|}; using (var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, 4096)) using (var view = map.CreateViewAccessor(0, 4096)) { view.Write(0, 1L); }")]
    public Task A_deletion_before_the_new_file_is_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("after the rename", "File.Move(tmp, path, true); File.Delete(other);")]
    [InlineData("another path", "File.Delete(other); File.Move(tmp, path, true);")]
    [InlineData("the temporary file", "File.Delete(tmp); File.WriteAllText(other, text); File.Move(other, path, true);")]
    [InlineData("deleted in one branch", "if (durable) { File.Delete(path); } File.Move(tmp, path, true);")]
    [InlineData("a rotated log", "File.Delete(path + \".1\"); File.Move(path, path + \".1\");")]
    [InlineData("a backup that is renewed", "File.Delete(other); File.Move(path, other); File.Move(tmp, path);")]
    [InlineData("a fallback", "try { File.Replace(tmp, path, null); } catch (IOException) { File.Delete(path); File.Move(tmp, path); }")]
    [InlineData("a rename only", "File.Move(tmp, path, true);")]
    [InlineData("a deletion only", "File.Delete(path);")]
    [InlineData("the variable has another value", "File.Delete(path); path = other; File.Move(tmp, path);")]
    [InlineData("a return between", "if (durable) { File.Delete(path); return; } File.Move(tmp, path, true);")]
    [InlineData("a directory", "Directory.Delete(path, true); Directory.Move(tmp, path);")]
    [InlineData("into the temporary directory", "var target = Path.Combine(Path.GetTempPath(), \"x\"); File.Delete(target); File.Move(tmp, target);")]
    [InlineData("appended afterwards", "File.Delete(path); File.AppendAllText(path, text);")]
    [InlineData("a template", "File.Delete(path); File.Move(template, path);")]
    [InlineData("another file is mapped", "File.Delete(path); using var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(other, FileMode.Create, null, 4096);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(Class(label, code));

    private static string Class(string label, string code) => $$"""
        // {{label}}
        class C
        {
            void M(string tmp, string path, string other, string dir, string text, byte[] data, bool durable, string[] names, string template)
            {
                {{code}}
            }

            static void Remove(string file) { if (File.Exists(file)) File.Delete(file); }
        }
        """;
}
