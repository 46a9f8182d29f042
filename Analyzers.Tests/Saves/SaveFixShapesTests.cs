using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Analyzers.Tests.Saves;

/// <summary>
/// Each fix of the IOP5xx rules on unusual shapes of code: the result compiles without a new warning, no rule reports more than before,
/// the finding is gone, and no comment is lost.
/// </summary>
public sealed class SaveFixShapesTests
{
    /// <summary>A label, the rules for which a fix is offered (empty if none), and the members of a class.</summary>
    public static TheoryData<string, string, string> Members => new()
    {
        // IOP501
        { "await using in a local function", "IOP501", "async Task Save() { await Run(); async Task Run() { await using (var f = File.Create(tmp)) { await f.WriteAsync(data); } File.Move(tmp, path, true); } }" },
        { "a declaration without braces around", "IOP501", "void Save() { using FileStream f = new(tmp, FileMode.Create); f.Write(data); File.Move(tmp, path, true); }" },
        { "two variables of one using", "IOP501", "void Save() { using (FileStream f = File.Create(tmp), g = File.Create(other)) { f.Write(data); g.Write(data); g.Flush(true); } File.Move(tmp, path, true); }" },
        { "a section of a switch", "IOP501", "void Save(int kind) { switch (kind) { case 0: using (var f = File.Create(tmp)) { f.Write(data); } File.Move(tmp, path, true); break; } }" },
        { "a name that is a keyword", "IOP501", "void Save() { using (var @lock = File.Create(tmp)) { @lock.Write(data); } File.Move(tmp, path, true); }" },
        { "comments at the end of the block", "IOP501", "void Save()\n{\n    using (var f = File.Create(tmp)) // open\n    {\n        f.Write(data); // write\n        // end\n    }\n\n    /* rename */ File.Move(tmp, path, true); // done\n}" },
        { "a directive in the block", "IOP501", "void Save()\n{\n    using (var f = File.Create(tmp))\n    {\n#if DEBUG\n        f.WriteByte(1);\n#endif\n        f.Write(data);\n#if DEBUG\n        f.WriteByte(1);\n#endif\n    }\n    File.Move(tmp, path, true);\n}" },
        { "a block that ends with a jump in both branches", "", "void Save(bool once) { while (true) { using (var f = File.Create(tmp)) { f.Write(data); if (once) { break; } else { break; } } } File.Move(tmp, path, true); }" },
        { "a block that ends with a jump in a try", "", "void Save() { while (true) { using (var f = File.Create(tmp)) { f.Write(data); try { break; } finally { Count(); } } } File.Move(tmp, path, true); }" },
        { "a setter", "IOP501", "byte[] Value { set { using (var f = File.Create(tmp)) { f.Write(value); } File.Move(tmp, path, true); } }" },
        { "an iterator", "IOP501", "IEnumerable<int> Save() { using (var f = File.Create(tmp)) { f.Write(data); } File.Move(tmp, path, true); yield return 1; }" },

        // IOP502
        { "the only await", "IOP502", "async Task Save() { using (var f = File.Create(tmp)) { f.Write(data); await f.FlushAsync().ConfigureAwait(false); } File.Move(tmp, path, true); }" },
        { "one of two awaits", "IOP502", "async Task Save() { using (var f = File.Create(tmp)) { await f.WriteAsync(data); await f.FlushAsync(CancellationToken.None); } File.Move(tmp, path, true); }" },
        { "a comment in the call", "IOP502", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); /* before */ f.Flush(/* all */); /* after */ } File.Move(tmp, path, true); }" },
        { "an explicit false", "IOP502", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(false); } File.Move(tmp, path, true); }" },

        // IOP503
        { "named arguments in another order", "IOP503", "void Save() { if (File.Exists(path)) File.Delete(path); File.Move(destFileName: path, sourceFileName: tmp); }" },
        { "an explicit false for the overwrite", "IOP503", "void Save() { File.Delete(path); File.Move(tmp, path, false); }" },
        { "a comment at the deletion", "", "void Save()\n{\n    // make room\n    File.Delete(path);\n    File.Move(tmp, path);\n}" },
        { "a comment at the rename", "IOP503", "void Save()\n{\n    File.Delete(path);\n    // put it in place\n    File.Move(tmp, path); // done\n}" },
        { "a deletion in a switch", "", "void Save(int kind) { switch (kind) { case 0: File.Delete(path); File.Move(tmp, path); break; } }" },
        { "a FileInfo that is moved", "IOP503", "void Save() { var t = new FileInfo(tmp + \".tmp\"); if (File.Exists(path)) { File.Delete(path); } t.MoveTo(path); }" },

        // IOP504
        { "a named mode", "IOP504", "void Save() { using var f = new FileStream(mode: FileMode.OpenOrCreate, path: path); f.Write(data); }" },
        { "options", "IOP504", "void Save() { using var f = File.Open(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write }); f.Write(data); }" },
        { "an expression body with a writer", "IOP504", "void Save() { using var w = new StreamWriter(new FileInfo(path).OpenWrite()); w.Write(path); }" },

        // IOP505
        { "a temporary file that a stream writes", "IOP505", "void Save() { var t = Path.GetTempFileName(); using (var f = File.Create(t)) { f.Write(data); f.Flush(true); } File.Move(t, path, true); }" },
        { "a target whose name is a keyword", "IOP505", "void Save(string @in) { var t = Path.GetTempFileName(); using (var f = File.Create(t)) { f.Write(data); f.Flush(true); } File.Move(t, @in, true); }" },

        // IOP506
        { "the rename comes before the cleanup", "", "void Save() { var f = File.Create(tmp); try { f.Write(data); f.Flush(true); } finally { f.Dispose(); File.Move(tmp, path, true); File.Delete(tmp); } }" },
        { "the rename comes before the close", "IOP506", "void Save() { var f = File.Create(tmp); try { f.Write(data); f.Flush(true); } finally { File.Move(tmp, path, true); f.Dispose(); } }" },
        { "a commit before the disposal", "", "void Save() { var s = DurableFile.Create(path); try { s.Stream.Write(data); } finally { s.Commit(); s.Dispose(); } }" },
        { "an awaited commit", "IOP506", "async Task Save() { await using var s = DurableFile.Create(path); try { await s.Stream.WriteAsync(data); } finally { await s.CommitAsync(); } }" },

        // IOP507
        { "a writer that is out of scope", "", "void Save() { using var f = File.Create(path); { var w = new StreamWriter(f); w.Write(tmp); } f.Flush(true); }" },
        { "a writer whose name is a keyword", "IOP507", "void Save() { using var f = File.Create(path); using var @out = new StreamWriter(f); @out.Write(tmp); f.Flush(true); }" },
        { "a writer of a loop", "", "void Save() { using var f = File.Create(path); foreach (var name in new[] { tmp, path }) { var w = new StreamWriter(f, leaveOpen: true); w.Write(name); } f.Flush(true); }" },
        { "a writer in an inner block", "IOP507", "async Task Save() { await using var f = File.Create(path); await using (var w = new StreamWriter(f)) { await w.WriteAsync(tmp); /* to disk */ f.Flush(true); } }" },
        { "an embedded statement", "", "void Save(bool durable) { using var f = File.Create(path); using var w = new StreamWriter(f); w.Write(tmp); if (durable) f.Flush(true); }" },

        // IOP508
        { "a compressor whose name is a keyword", "IOP508", "void Save() { using var f = File.Create(tmp); using var @out = new GZipStream(f, CompressionLevel.Fastest); @out.Write(data); File.Move(tmp, path, true); }" },
        { "a compressor that is open", "IOP508", "void Save() { using var f = File.Create(tmp); using var zip = new GZipStream(f, CompressionLevel.Fastest); zip.Write(data); File.Move(tmp, path, true); }" },
        { "an archive of an inner block", "IOP508", "void Save() { using (var f = File.Create(tmp)) { var zip = new ZipArchive(f, ZipArchiveMode.Create); zip.CreateEntry(path); /* publish */ File.Move(tmp, path, true); zip.Dispose(); } }" },

        // IOP509
        { "a disposed writer", "IOP509", "void Save() { using var f = File.Create(path); using (StreamWriter w = new(f)) { w.Write(tmp); } f.Flush(true); }" },
        { "a disposed binary writer with an encoding", "IOP509", "void Save() { using var f = File.Create(path); using (var w = new BinaryWriter(f, Encoding.ASCII)) { w.Write(tmp); } f.Flush(true); }" },

        // IOP510
        { "a flush in the middle", "IOP510", "void Save(List<byte[]> records) { using var f = File.Create(path); foreach (var r in records) { f.Write(r); f.Flush(true); Count(); } }" },
        { "a loop in a loop, with a file for each iteration", "IOP510", "void Save(List<byte[]> records) { for (var i = 0; i < 3; i++) { using var f = File.Create(path + i); foreach (var r in records) { f.Write(r); f.Flush(true); } } }" },
        { "a loop without braces around", "", "void Save(List<byte[]> records) { using var f = File.Create(path); if (records.Count > 1) foreach (var r in records) { f.Write(r); f.Flush(true); } }" },

        // IOP511
        { "a second handler", "IOP511", "void Save() { var f = File.Create(path); f.Write(data); try { f.Close(); } catch (IOException) { } catch (ObjectDisposedException) { Count(); } }" },
        { "a finally", "IOP511", "void Save() { var f = File.Create(path); f.Write(data); try { f.Close(); } catch { } finally { Count(); } }" },
        { "a comment in the handler", "", "void Save() { var f = File.Create(path); f.Write(data); try { f.Close(); } catch { /* too late */ } }" },
        { "an embedded try", "", "void Save(bool close) { var f = File.Create(path); f.Write(data); if (close) try { f.Close(); } catch { } }" },

        // IOP512
        { "a loop", "IOP512", "void Load(BinaryReader r) { while (r.PeekChar() >= 0) { var n = r.ReadInt32(); var b = new byte[n]; r.Read(b); } }" },
        { "an unsigned number with a comment", "IOP512", "byte[] Load(BinaryReader r)\n{\n    var n = r.ReadUInt32(); // the length\n    // the bytes\n    return new byte[n];\n}" },
        { "a cast", "IOP512", "byte[] Load(BinaryReader r) { int n = (int)r.ReadUInt32(); return r.ReadBytes(n); }" },
        { "a section of a switch with a number", "", "byte[] Load(BinaryReader r, int kind) { switch (kind) { case 0: var n = r.ReadInt32(); return new byte[n]; default: return []; } }" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public Task A_fix_of_a_member_is_sound(string label, string fixes, string members) => Check(label, fixes, Source.WithUsings($$"""
        #nullable enable
        class Store(string path, string tmp, string other)
        {
            readonly byte[] data = new byte[path.Length + tmp.Length + other.Length];

            static void Count() { }

            {{members.Replace("\n", "\n    ", StringComparison.Ordinal)}}
        }

        """), OutputKind.DynamicallyLinkedLibrary);

    [Theory]
    [InlineData("a rename", "IOP501", "using (var f = File.Create(tmp)) { f.Write(data); }\nFile.Move(tmp, path, true);")]
    [InlineData("a rename of an open file", "", "using var f = File.Create(tmp);\nf.Write(data);\nFile.Move(tmp, path, true);")]
    [InlineData("a flush", "IOP502", "using (var f = File.Create(tmp)) { f.Write(data); f.Flush(); }\nFile.Move(tmp, path, true);")]
    [InlineData("a deletion", "", "File.Delete(path);\nFile.Move(tmp, path);")]
    [InlineData("an overwrite", "IOP504", "using (var f = File.OpenWrite(path)) { f.Write(data); }")]
    [InlineData("a number", "", "using var r = new BinaryReader(File.OpenRead(path));\nvar n = r.ReadInt32();\nvar b = new byte[n];\nr.Read(b);")]
    [InlineData("a loop", "", "using var f = File.Create(path);\nforeach (var r in new[] { data, data }) { f.Write(r); f.Flush(true); }")]
    [InlineData("a closed file", "IOP509", "using var f = File.Create(path);\nusing (var w = new StreamWriter(f)) { w.Write(tmp); }\nf.Flush(true);")]
    [InlineData("a local function", "IOP501", "Save();\nvoid Save()\n{\n    using (var f = File.Create(tmp)) { f.Write(data); }\n    File.Move(tmp, path, true);\n}")]
    public Task A_fix_of_top_level_statements_is_sound(string label, string fixes, string statements) => Check(
        label, fixes, Source.WithUsings($"var path = args[0];\nvar tmp = path + \".new\";\nvar data = new byte[path.Length];\n{statements}\nConsole.WriteLine(data.Length + tmp.Length);\n"), OutputKind.ConsoleApplication);

    private static async Task Check(string label, string fixes, string source, OutputKind kind)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: Source.CompilationOptions.WithOutputKind(kind), parseOptions: Source.ParseOptions, metadataReferences: Source.References));
        var document = workspace.AddDocument(project.Id, "Sample.cs", SourceText.From(source));
        var before = await CompileAsync(document);
        Assert.True(before.Errors.Length == 0, $"{label}: {string.Join('\n', before.Errors)}");
        Assert.Contains(before.Reports, static report => report.Id.StartsWith("IOP5", StringComparison.Ordinal));

        var offered = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var report in before.Reports.Where(static report => report.Id.StartsWith("IOP5", StringComparison.Ordinal)))
        {
            foreach (var provider in RuleCatalog.Fixes.Where(provider => provider.FixableDiagnosticIds.Contains(report.Id)))
            {
                var actions = new List<CodeAction>();
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, report, (action, _) => actions.Add(action), cancellation));
                foreach (var action in actions)
                {
                    _ = offered.Add(report.Id);
                    var operation = (await action.GetOperationsAsync(cancellation)).OfType<ApplyChangesOperation>().Single();
                    var changed = operation.ChangedSolution.GetDocument(document.Id)!;
                    var text = (await changed.GetTextAsync(cancellation)).ToString();
                    var after = await CompileAsync(changed);
                    var what = $"{label}, {report.Id}:\n{text}";
                    Assert.True(after.Errors.Length == 0, $"{string.Join('\n', after.Errors)}\n{what}");
                    Assert.True(CountOf(after, report.Id) < CountOf(before, report.Id), $"The finding is still there. {what}");
                    Assert.All(after.Reports.Select(static other => other.Id).Distinct().Where(id => id != report.Id), id => Assert.True(CountOf(after, id) <= CountOf(before, id), $"The fix raises {id}. {what}"));
                    Assert.Equal(await CommentsOf(document), await CommentsOf(changed));
                }
            }
        }

        Assert.Equal(fixes, string.Join(' ', offered));
    }

    private static int CountOf(Compiled compiled, string id) => compiled.Reports.Count(report => report.Id == id);

    private static async Task<Compiled> CompileAsync(Document document)
    {
        var compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        return new Compiled(
            [.. compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static problem => problem.Severity >= DiagnosticSeverity.Warning)],
            [.. (await RuleCatalog.RunAsync(compilation)).Where(static report => report.Severity != DiagnosticSeverity.Hidden)]);
    }

    private static async Task<IEnumerable<string>> CommentsOf(Document document) => (await document.GetSyntaxRootAsync(TestContext.Current.CancellationToken))!
        .DescendantTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective)
        .Select(static trivia => trivia.ToString()).Order(StringComparer.Ordinal);

    private sealed record Compiled(Diagnostic[] Errors, Diagnostic[] Reports);
}
