using System.Collections.Immutable;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using Generators.Tests.Running.Files;
using IoPolicy.Analyzers;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Generators.Tests.Running;

/// <summary>
/// Code whose pages earlier versions left in the cache without a report. Now each policy is applied, reported at build time, or counted at
/// run time. F# and Visual Basic are in the tests of the package (IOP310), because MSBuild reports them.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class NeverSilentTests : IDisposable
{
    private const int Bytes = 256 * 1024;

    private const string Load = """
        [DropPagesAfterFullRead] internal static void Load(Stream file) => file.CopyTo(Stream.Null);
        """;

    private const string OwnStream = """
        internal sealed class Own(Stream inner) : Stream
        {
            public override bool CanRead => true;
            public override bool CanSeek => false;
            public override bool CanWrite => false;
            public override long Length => inner.Length;
            public override long Position { get => inner.Position; set => throw new NotSupportedException(); }
            public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
            public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
            public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
            public override void SetLength(long value) => throw new NotSupportedException();
            public override void Flush() { }
        }
        """;

    private readonly ScratchDirectory _directory = new();

    /// <summary>A label, members of the class, the code that runs, the reported rule, and the outcome at run time.</summary>
    public static TheoryData<string, string, string, string, string> Rows => new()
    {
        { "a CryptoStream at the call", Load, "Load(new System.Security.Cryptography.CryptoStream(file, new System.Security.Cryptography.ToBase64Transform(), System.Security.Cryptography.CryptoStreamMode.Read));", "IOP206", "no-file" },
        { "a CryptoStream from a helper", Load + "static Stream Get(Stream file) => new System.Security.Cryptography.CryptoStream(file, new System.Security.Cryptography.ToBase64Transform(), System.Security.Cryptography.CryptoStreamMode.Read);", "Load(Get(file));", "", "no-file" },
        { "a zip entry", Load, "File.Delete(path); using (var made = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create)) { using var entry = made.CreateEntry(\"a\", System.IO.Compression.CompressionLevel.NoCompression).Open(); entry.Write(new byte[262144]); } using var zip = System.IO.Compression.ZipFile.OpenRead(path); Load(zip.Entries[0].Open());", "IOP206", "no-file" },
        { "a pipe", Load, "using var from = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out); using var to = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, from.ClientSafePipeHandle); from.Write(new byte[9]); from.Dispose(); Load(to);", "IOP206", "no-file" },
        { "a pipe from a helper", Load + "static Stream Get(System.IO.Pipes.AnonymousPipeServerStream from) => new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, from.ClientSafePipeHandle);", "using var from = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out); using var to = Get(from); from.Write(new byte[9]); from.Dispose(); Load(to);", "", "no-file" },
        { "a user's stream at the call", Load + OwnStream, "Load(new Own(file));", "IOP206", "no-file" },
        { "a user's stream from a helper", Load + OwnStream + "static Stream Get(Stream file) => new Own(file);", "Load(Get(file));", "", "no-file" },
        { "a user's stream that shows its inner stream", Load + OwnStream.Replace(": Stream", ": Stream, IStreamWrapper", StringComparison.Ordinal).Replace("Flush() { }", "Flush() { } public Stream InnerStream => inner;", StringComparison.Ordinal), "Load(new Own(file));", "", "issued" },
        { "a dynamic argument", Load, "Load((dynamic)file);", "IOP301", "" },
        { "a method group", Load, "Action<Stream> load = Load; load(file);", "IOP301", "" },
        { "a dynamic argument of a partial method", "[DropPagesAfterFullRead] internal static partial void Load(Stream file); static void LoadCore(Stream file) => file.CopyTo(Stream.Null);", "Load((dynamic)file);", "", "issued" },
        { "reflection, of a partial method", "[DropPagesAfterFullRead] internal static partial void Load(Stream file); static void LoadCore(Stream file) => file.CopyTo(Stream.Null);", "typeof(Entry).GetMethod(\"Load\", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.Invoke(null, [file]);", "", "issued" },
        { "a directory", "[DropPagesAfterFullWrite(File = nameof(path))] internal static void Save(string path, string name) { Directory.CreateDirectory(path); File.WriteAllBytes(name, new byte[262144]); }", "Save(Path.GetDirectoryName(path)!, path);", "", "no-file" },
        { "a directory with Recurse", "[DropPagesAfterFullWrite(File = nameof(path), Recurse = true)] internal static void Save(string path, string name) { Directory.CreateDirectory(path); File.WriteAllBytes(name, new byte[262144]); }", "Save(Path.GetDirectoryName(path)!, path);", "", "issued" },
        { "a FileStream as the result", "[DropPagesAfterFullRead] internal static FileStream Open(string path) => new FileStream(path, FileMode.Open, FileAccess.Read);", "using var opened = Open(path); opened.CopyTo(Stream.Null);", "", "issued" },
        { "a handle as the result", "[DropPagesAfterFullRead] internal static SafeFileHandle Open(string path) => File.OpenHandle(path);", "using var opened = Open(path); RandomAccess.Read(opened, new byte[99], 0);", "IOP210", "" },
        { "a computed path", "[DropPagesAfterFullRead(File = nameof(name))] internal static void Read(string directory, string name) => File.ReadAllBytes(Path.Combine(directory, name));", "Read(Path.GetDirectoryName(path)!, Path.GetFileName(path));", "IOP107", "no-file" },
        { "a path that is null", "internal sealed class Options { public string? Path { get; set; } } [DropPagesAfterFullRead(File = \"options.Path\")] internal static void Read(Options? options, string path) => File.ReadAllBytes(path);", "Read(null, path);", "", "no-file" },
        { "memory", Load, "Load(new MemoryStream(new byte[99]));", "IOP206", "no-file" },
        { "the constructor of a stream", "[DropPagesAfterFullRead] internal static void Read(string path) { using var opened = new FileStream(path, FileMode.Open); opened.CopyTo(Stream.Null); }", "Read(path);", "IOP305", "" },
        { "an archive that stays open", "[DropPagesAfterFullWrite] internal static void Write(string path) { using var zip = System.IO.Compression.ZipFile.Open(path, System.IO.Compression.ZipArchiveMode.Create); }", "File.Delete(path); Write(path);", "IOP306", "" },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_policy_acts_or_is_reported(string label, string members, string code, string rule, string outcome)
    {
        Assert.NotEmpty(label);
        var run = GeneratorRun.From($$"""
            public static partial class Entry
            {
                {{members}}

                public static void Run(string path, FileStream file)
                {
                    {{code}}
                }
            }
            """).CompilesWithoutWarnings();

        var reported = await ReportedAsync(run);
        Assert.True(rule.Length == 0 ? reported.Count == 0 : reported.Contains(rule), string.Join(", ", reported));
        Assert.True(rule.Length + outcome.Length > 0, "The row is silent.");

        var context = new AssemblyLoadContext("silent", isCollectible: true);
        try
        {
            var entry = context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!;
            var sample = SampleFile.Create(_directory.File("sample"), Bytes);
            using var outcomes = new AdviceOutcomes();
            using (var file = sample.OpenRead())
            {
                entry.GetMethod("Run")!.Invoke(null, [sample.Path, file]);
            }

            Assert.Equal(outcome.Length == 0 ? [] : [outcome], outcomes.Counted.Select(static counted => counted.Split(':')[1]).Distinct());
            Assert.True(outcome == "issued" ? sample.CachedPages == 0 : sample.CachedPages > 0, $"{sample.CachedPages} pages are cached");
        }
        finally
        {
            context.Unload();
        }
    }

    /// <summary>Gets the ids that all rules report for the user's code, without hidden reports and the rules IOP401 to IOP404.</summary>
    private static async Task<List<string>> ReportedAsync(GeneratorRun run)
    {
        ImmutableArray<DiagnosticAnalyzer> rules =
        [
            .. typeof(PolicyAnalyzer).Assembly.GetTypes()
                .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
        var reports = await run.Output.WithAnalyzers(rules).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. reports.Where(static report => report.Severity > Microsoft.CodeAnalysis.DiagnosticSeverity.Hidden && !report.Id.StartsWith("IOP4", StringComparison.Ordinal)).Select(static report => report.Id).Distinct()];
    }
}
