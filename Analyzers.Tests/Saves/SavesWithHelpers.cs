namespace Analyzers.Tests.Saves;

/// <summary>
/// Saves whose steps are in several methods, delegates or abstractions of the file system. IOP501: no flush to disk before the rename.
/// IOP502: only the managed buffer is flushed. IOP503: the old file is deleted before the new one is in place. IOP505: the temporary file
/// may be on another volume. IOP513: the directory is not flushed.
/// </summary>
internal static class SavesWithHelpers
{
    /// <summary>The interface of System.IO.Abstractions, as far as a save needs it.</summary>
    private const string Abstractions = "interface IFile { void WriteAllText(string path, string text); void Move(string sourceFileName, string destFileName, bool overwrite); void Delete(string path); Stream Create(string path); } interface IFileSystem { IFile File { get; } } ";

    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "a helper writes", "void Save() { Write(tmp); {|IOP501:File.Move(tmp, path, true)|}; } void Write(string p) { using var f = File.Create(p); f.Write(data); }" },
        { "a helper writes and flushes", "void Save() { Write(tmp); {|IOP513:File.Move(tmp, path, true)|}; } void Write(string p) { using var f = File.Create(p); f.Write(data); f.Flush(true); }" },
        { "a helper flushes the stream", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); Sync(f); } {|IOP513:File.Move(tmp, path, true)|}; } static void Sync(FileStream s) => s.Flush(true);" },
        { "an asynchronous helper writes", "async Task Save() { await Write(tmp); {|IOP501:File.Move(tmp, path, true)|}; } async Task Write(string p) { await using var f = File.Create(p); await f.WriteAsync(data); }" },
        { "an extension flushes", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); Files.FlushAll(f); } {|IOP513:File.Move(tmp, path, true)|}; } static class Files { internal static void FlushAll(FileStream s) { s.Flush(); RandomAccess.FlushToDisk(s.SafeFileHandle); } }" },
        { "a helper renames", "void Save(string s) { File.WriteAllText(tmp, s); {|IOP501:Publish(tmp, path)|}; } static void Publish(string from, string to) => File.Move(from, to, true);" },
        { "a helper renames with retries", "void Save(string s) { File.WriteAllText(tmp, s); {|IOP501:Files.Publish(tmp, path)|}; } static class Files { internal static void Publish(string from, string to) { for (var i = 0; ; i++) { try { File.Move(from, to, true); return; } catch (IOException) when (i < 3) { Thread.Sleep(1); } } } }" },
        { "a helper renames a flushed file", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(true); } {|IOP513:Publish(tmp, path)|}; } static void Publish(string from, string to) => File.Move(from, to, true);" },
        { "a helper flushes and renames", "void Save(string s) { File.WriteAllText(tmp, s); {|IOP513:Publish(tmp, path)|}; } static void Publish(string from, string to) { using (var f = new FileStream(from, FileMode.Open, FileAccess.ReadWrite)) { f.Flush(true); } File.Move(from, to, true); }" },
        { "a helper deletes and renames", "void Save(string s) { File.WriteAllText(tmp, s); {|IOP501:Publish(tmp, path)|}; } static void Publish(string tempFile, string to) { {|IOP503:File.Delete(to)|}; File.Move(tempFile, to); }" },
        { "a helper deletes", "void Save(string s) { File.WriteAllText(tmp, s); Clear(path); {|IOP501:{|IOP503:File.Move(tmp, path)|}|}; } static void Clear(string p) { if (File.Exists(p)) File.Delete(p); }" },
        { "a helper that saves, called twice", "void SaveAll() { Save(path); for (var i = 0; i < 3; i++) { Save(path); } } void Save(string p) { File.WriteAllBytes(p + \".tmp\", data); for (var i = 0; i < 3; i++) { try { if (File.Exists(p)) { {|IOP503:File.Delete(p)|}; } {|IOP501:File.Move(p + \".tmp\", p)|}; break; } catch (IOException) { } } }" },
        { "a helper moves to a temporary file", "void Build() { var tempFile = Path.Combine(dir, \"tmp-a\"); if (File.Exists(tempFile)) { File.Delete(tempFile); } Make(tempFile); File.Move(tempFile, path, true); } static void Make(string output) { var made = Path.Combine(Path.GetTempPath(), \"a.new\"); System.Diagnostics.Process.Start(\"make\", made).WaitForExit(); {|IOP505:File.Move(made, output)|}; }" },
        { "a virtual helper", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); Finish(f); } File.Move(tmp, path, true); } public virtual void Finish(FileStream s) { }" },
        { "a delegate writes a Stream", "void Save(Action<Stream> write) { using (var f = File.Create(tmp)) { write(f); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a delegate writes a FileStream", "void Save(Action<FileStream> write) { using (var f = File.Create(tmp)) { write(f); } File.Move(tmp, path, true); }" },
        { "a delegate writes by path", "void Save(Action<string> write) { write(tmp); File.Move(tmp, path, true); }" },
        { "an asynchronous delegate", "async Task Save(Func<Stream, Task> write) { await using (var f = File.Create(tmp)) { await write(f); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a local function flushes", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); Sync(); void Sync() => f.Flush(true); } File.Move(tmp, path, true); }" },
        { "a task", "Task Save(string s) => Task.Run(() => { File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; });" },
        { "under a lock", "readonly object gate = new(); void Save(string s) { lock (gate) { File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; } }" },
        { "an abstraction", Abstractions + "void Save(IFileSystem fs, string s) { fs.File.WriteAllText(tmp, s); fs.File.Move(tmp, path, true); }" },
        { "an abstraction, deleted before", Abstractions + "void Save(IFileSystem fs, string s) { fs.File.WriteAllText(tmp, s); fs.File.Delete(path); fs.File.Move(tmp, path, false); }" },
        { "a user's class File", "static class Own { internal static class File { internal static void Delete(string p) { } internal static void Move(string a, string b) { } } } void Save() { Own.File.Delete(path); Own.File.Move(tmp, path); }" },
        { "a file that is opened, written and renamed in different methods", "FileStream? f; void Begin() { f = File.Create(tmp); } void Add() { f!.Write(data); } void End() { f!.Dispose(); File.Move(tmp, path, true); }" },
        { "a managed flush in a method named FlushToDisk", "FileStream? f; void FlushToDisk() { {|IOP502:f!.Flush()|}; }" },
        { "a flush to disk in a method named FlushToDisk", "FileStream? f; void FlushToDisk() { f!.Flush(true); }" },
        { "a flush of a Stream in a method named FlushToDisk", "Stream? f; void FlushToDisk() { f!.Flush(); }" },
    };
}
