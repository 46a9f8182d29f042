using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.RenameWithoutFlushAnalyzer, IoPolicy.CodeFixes.RenameWithoutFlushCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP501 on each way to write a file and to rename it.</summary>
public sealed class RenameWithoutFlushAnalyzerTests
{
    [Theory]
    [InlineData("a block", "using (var file = File.Create(tmp))\n{\n    file.Write(data);\n}\n\n{|IOP501:File.Move(tmp, path, true)|};", "using (var file = File.Create(tmp))\n{\n    file.Write(data);\n    file.Flush(flushToDisk: true);\n}\n\nFile.Move(tmp, path, true);")]
    [InlineData("a constructor", "using (var file = new FileStream(tmp, FileMode.Create))\n{\n    file.Write(data);\n}\n\n{|IOP501:File.Replace(tmp, path, null)|};", "using (var file = new FileStream(tmp, FileMode.Create))\n{\n    file.Write(data);\n    file.Flush(flushToDisk: true);\n}\n\nFile.Replace(tmp, path, null);")]
    [InlineData("a closed file", "var file = File.Create(tmp);\nfile.Write(data);\nfile.Close();\n{|IOP501:File.Move(tmp, path, true)|};", "var file = File.Create(tmp);\nfile.Write(data);\nfile.Flush(flushToDisk: true);\nfile.Close();\nFile.Move(tmp, path, true);")]
    [InlineData("an open file", "using var file = File.Create(tmp);\nfile.Write(data);\n{|IOP501:File.Move(tmp, path, true)|};", "using var file = File.Create(tmp);\nfile.Write(data);\nfile.Flush(flushToDisk: true);\nFile.Move(tmp, path, true);")]
    [InlineData("a block of its own", "{\n    using var file = File.Create(tmp);\n    file.Write(data);\n}\n\n{|IOP501:File.Move(tmp, path, true)|};", "{\n    using var file = File.Create(tmp);\n    file.Write(data);\n    file.Flush(flushToDisk: true);\n}\n\nFile.Move(tmp, path, true);")]
    public Task The_fix_flushes_the_stream_to_disk(string label, string code, string fixedCode) => Check.Fixes(Indented(label, code), Indented(label, fixedCode));

    [Theory]
    [InlineData("a whole-file write", "File.WriteAllText(tmp, text);\n{|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a writer over it", "using (var file = File.Create(tmp)) using (var writer = new StreamWriter(file)) { writer.Write(text); }\n{|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("another type of variable", "using (Stream file = File.Create(tmp)) { file.Write(data); }\n{|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a helper opens", "using (var file = OpenNew(tmp)) { file.Write(data); }\n{|IOP501:File.Move(tmp, path, true)|};")]
    public Task Without_a_visible_stream_there_is_no_fix(string label, string code) => Check.Fixes(Indented(label, code), Indented(label, code));

    internal static string Indented(string label, string code) => Class(label, code.Replace("\n", "\n        ", StringComparison.Ordinal).Replace("\n        \n", "\n\n", StringComparison.Ordinal));

    [Theory]
    [InlineData("a whole-file write", "File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("bytes", "File.WriteAllBytes(tmp, data); {|IOP501:File.Move(tmp, path, overwrite: true)|};")]
    [InlineData("a replacement", "File.WriteAllText(tmp, text); {|IOP501:File.Replace(tmp, path, null)|};")]
    [InlineData("the path as an expression", "File.WriteAllText(path + \".tmp\", text); {|IOP501:File.Move(path + \".tmp\", path, true)|};")]
    [InlineData("an interpolated path", "var t = $\"{path}.new\"; File.WriteAllText(t, text); {|IOP501:File.Move(t, path, true)|};")]
    [InlineData("a combined path", "File.WriteAllText(Path.Combine(dir, \"a\"), text); {|IOP501:File.Move(Path.Combine(dir, \"a\"), path, true)|};")]
    [InlineData("a random name", "var t = Path.Combine(dir, Guid.NewGuid().ToString(\"N\")); File.WriteAllText(t, text); {|IOP501:File.Move(t, path, true)|};")]
    [InlineData("a block", "using (var file = File.Create(tmp)) { file.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a constructor", "using (var file = new FileStream(tmp, FileMode.CreateNew)) { file.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("options", "using (var file = new FileStream(tmp, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write })) { file.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a writer by path", "using (var writer = new StreamWriter(tmp)) { writer.Write(text); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a writer over a file", "using (var file = File.Create(tmp)) using (var writer = new StreamWriter(file)) { writer.Write(text); writer.Flush(); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a binary writer", "using (var writer = new BinaryWriter(File.Create(tmp))) { writer.Write(1); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a compressor", "using (var zip = new GZipStream(File.Create(tmp), CompressionLevel.Fastest)) { zip.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a closed file", "var file = File.Create(tmp); file.Write(data); file.Close(); {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a finally", "FileStream? file = null; try { file = File.Create(tmp); file.Write(data); } finally { file?.Dispose(); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a loop", "using (var file = File.Create(tmp)) { foreach (var b in data) { file.WriteByte(b); } } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a save in a loop", "foreach (var name in names) { File.WriteAllText(name + \"~\", text); {|IOP501:File.Move(name + \"~\", name, true)|}; }")]
    [InlineData("a condition around both", "if (text.Length > 0) { File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|}; }")]
    [InlineData("a rename in each branch", "File.WriteAllText(tmp, text); if (File.Exists(path)) { {|IOP501:File.Replace(tmp, path, null)|}; } else { {|IOP501:File.Move(tmp, path)|}; }")]
    [InlineData("FileInfo", "var info = new FileInfo(tmp); using (var file = info.Create()) { file.Write(data); } {|IOP501:info.MoveTo(path, true)|};")]
    [InlineData("a copy", "File.Copy(other, tmp); {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a write after the flush", "using (var file = File.Create(tmp)) { file.Flush(true); file.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a flush of another file", "using (var lockFile = File.Create(other)) using (var file = File.Create(tmp)) { file.Write(data); lockFile.Flush(true); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a helper that writes by path", "WriteTo(tmp, text); {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a helper that writes the stream", "using (var file = File.Create(tmp)) { Fill(file, data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a helper that opens", "using (var file = OpenNew(tmp)) { file.Write(data); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a serializer", "using (var file = File.Create(tmp)) { System.Text.Json.JsonSerializer.Serialize(file, text); } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a handler that rethrows", "try { File.WriteAllText(tmp, text); } catch { File.Delete(tmp); throw; } {|IOP501:File.Move(tmp, path, true)|};")]
    [InlineData("a lambda", "Action save = () => { File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|}; }; save();")]
    [InlineData("a local function", "Save(); void Save() { File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|}; }")]
    public Task A_rename_without_a_flush_is_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("await File.WriteAllTextAsync(tmp, text); {|IOP501:File.Move(tmp, path, true)|};", Label = "a whole-file write")]
    [InlineData("await using (var file = File.Create(tmp)) { await file.WriteAsync(data); } {|IOP501:File.Move(tmp, path, true)|};", Label = "await using")]
    [InlineData("await using (var writer = new StreamWriter(tmp)) { await writer.WriteAsync(text).ConfigureAwait(false); } {|IOP501:File.Move(tmp, path, true)|};", Label = "a writer with ConfigureAwait")]
    [InlineData("var file = File.Create(tmp); await using (file.ConfigureAwait(false)) { await file.WriteAsync(data); } {|IOP501:File.Move(tmp, path, true)|};", Label = "await using of a variable")]
    public Task An_asynchronous_save_is_reported(string code) => Check.Reports(Class("async", code, isAsync: true));

    [Theory]
    [InlineData("flushed to disk", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, path, true);")]
    [InlineData("a named argument", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(flushToDisk: true); } File.Move(tmp, path, true);")]
    [InlineData("flushed by its handle", "using (var file = File.Create(tmp)) { file.Write(data); RandomAccess.FlushToDisk(file.SafeFileHandle); } File.Move(tmp, path, true);")]
    [InlineData("a handle", "using (var file = File.OpenHandle(tmp, FileMode.Create, FileAccess.Write)) { RandomAccess.Write(file, data, 0); RandomAccess.FlushToDisk(file); } File.Move(tmp, path, true);")]
    [InlineData("written through", "using (var file = new FileStream(tmp, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.WriteThrough)) { file.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("written through, among options", "using (var file = new FileStream(tmp, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.WriteThrough | FileOptions.Asynchronous })) { file.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("unknown options", "using (var file = new FileStream(tmp, FileMode.Create, FileAccess.Write, FileShare.None, 4096, options)) { file.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("a flush of a writer and then of its file", "using (var file = File.Create(tmp)) using (var writer = new StreamWriter(file)) { writer.Write(text); writer.Flush(); file.Flush(true); } File.Move(tmp, path, true);")]
    [InlineData("flushed by BaseStream", "using (var writer = new StreamWriter(tmp)) { writer.Write(text); writer.Flush(); ((FileStream)writer.BaseStream).Flush(true); } File.Move(tmp, path, true);")]
    [InlineData("flushed under a condition", "using (var file = File.Create(tmp)) { file.Write(data); if (durable) { file.Flush(true); } } File.Move(tmp, path, true);")]
    [InlineData("flushed if a variable is true", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(durable); } File.Move(tmp, path, true);")]
    [InlineData("opened a second time and flushed", "File.WriteAllText(tmp, text); using (var file = new FileStream(tmp, FileMode.Open)) { file.Flush(true); } File.Move(tmp, path, true);")]
    [InlineData("flushed by a helper", "using (var file = File.Create(tmp)) { file.Write(data); Sync(file); } File.Move(tmp, path, true);")]
    [InlineData("flushed by a helper with the path", "File.WriteAllText(tmp, text); SyncPath(tmp); File.Move(tmp, path, true);")]
    [InlineData("flushed by a P/Invoke", "using (var file = File.Create(tmp)) { file.Write(data); fsync(file.SafeFileHandle); } File.Move(tmp, path, true);")]
    [InlineData("a virtual helper", "using (var file = File.Create(tmp)) { file.Write(data); Anything(file); } File.Move(tmp, path, true);")]
    [InlineData("not written here", "File.Move(tmp, path, true);")]
    [InlineData("another file is renamed", "File.WriteAllText(tmp, text); File.Move(other, path, true);")]
    [InlineData("only read", "using (var file = File.OpenRead(tmp)) { file.ReadByte(); } File.Move(tmp, path, true);")]
    [InlineData("a log that is rotated", "File.AppendAllText(path, text); File.Move(path, path + \".1\", true);")]
    [InlineData("a memory stream", "using (var file = new MemoryStream()) { file.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("the moved file is deleted", "File.WriteAllText(tmp, text); File.Move(tmp, path, true); File.Delete(path);")]
    [InlineData("into the temporary directory", "File.WriteAllText(tmp, text); File.Move(tmp, Path.Combine(Path.GetTempPath(), \"a\"), true);")]
    [InlineData("the variable has another value", "File.WriteAllText(tmp, text); tmp = other; File.Move(tmp, path, true);")]
    [InlineData("one of two files", "File.WriteAllText(tmp, text); var source = durable ? tmp : other; File.Move(source, path, true);")]
    [InlineData("a rename before the write", "File.Move(path, other, true); File.WriteAllText(path, text);")]
    [InlineData("DurableFile", "using var save = DurableFile.Create(path); save.Stream.Write(data); save.Commit();")]
    [InlineData("a lambda flushes", "using (var file = File.Create(tmp)) { file.Write(data); Action sync = () => file.Flush(true); sync(); } File.Move(tmp, path, true);")]
    [InlineData("a directory", "Directory.Move(tmp, path);")]
    [InlineData("goto", "using (var file = File.Create(tmp)) { file.Write(data); if (durable) { file.Flush(true); goto end; } } end: File.Move(tmp, path, true);")]
    [InlineData("unreachable", "File.WriteAllText(tmp, text); return; File.Move(tmp, path, true);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("/src/app.tests/Save.cs")]
    [InlineData("/repo/test/Save.cs")]
    [InlineData("/repo/UnitTests/Save.cs")]
    [InlineData("/repo/build/Save.cs")]
    [InlineData("/repo/eng/tools/Save.cs")]
    [InlineData("/repo/ReleaseBuilder/Build/Save.cs")]
    [InlineData("/repo/release-tools/Save.cs")]
    [InlineData("/repo/Installer.Build/Save.cs")]
    public Task Code_of_tests_and_build_tools_is_not_reported(string file) =>
        Check.ReportsIn((file, Class("a test", "File.WriteAllText(tmp, text); File.Move(tmp, path, true);")));

    [Theory]
    [InlineData("/src/latest/Save.cs")]
    [InlineData("/src/tests.cs")]
    [InlineData("/src/Build/Save.cs")]
    [InlineData("/src/BuildServer/Save.cs")]
    [InlineData("/src/PackageManager/Save.cs")]
    [InlineData("/src/Tools/Save.cs")]
    [InlineData("/src/releases/Save.cs")]
    public Task Code_whose_path_only_looks_like_tests_or_build_tools_is_reported(string file) =>
        Check.ReportsIn((file, Class("no test", "File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|};")));

    internal static string Class(string label, string code, bool isAsync = false) => $$"""
        #nullable enable
        #pragma warning disable CS0162, CS0164
        // {{label}}
        class C
        {
            {{(isAsync ? "async Task" : "void")}} M(string tmp, string path, string other, string dir, string text, byte[] data, bool durable, FileOptions options, string[] names)
            {
                {{code}}
            }

            static void WriteTo(string file, string text) { using var stream = File.Create(file); stream.Write(Encoding.UTF8.GetBytes(text)); }
            static void Fill(Stream stream, byte[] data) => stream.Write(data);
            static FileStream OpenNew(string file) => new FileStream(file, FileMode.Create);
            static void Sync(FileStream stream) => stream.Flush(true);
            static void SyncPath(string file) { using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite); stream.Flush(true); }
            public virtual void Anything(FileStream stream) { }
            [System.Runtime.InteropServices.DllImport("libc")] static extern int fsync(SafeFileHandle file);
        }
        """;
}
