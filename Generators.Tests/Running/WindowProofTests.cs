using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// Automatic windows on real files, with each wrapper. If the body keeps the stream to itself, only a window of the file is cached while
/// the body runs. Otherwise, the whole file is cached.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class WindowProofTests(WindowProofTests.Methods methods) : IClassFixture<WindowProofTests.Methods>, IDisposable
{
    private const int Window = 16 << 20;
    private const int Bytes = 3 * Window;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<Declared, bool, string, string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<Declared, bool, string, string, bool>();
            foreach (var declared in Enum.GetValues<Declared>())
            {
                foreach (var isAsync in (bool[])[false, true])
                {
                    foreach (var type in (string[])["FileStream", "Stream"])
                    {
                        rows.Add(declared, isAsync, type, "Work.Read(file);", true);
                        rows.Add(declared, isAsync, type, "Work.Kept = file; Work.Read(file);", false);
                        rows.Add(declared, isAsync, type, "Work.Write(file);", true);
                        rows.Add(declared, isAsync, type, "((Action)(() => Work.Kept = file))(); Work.Write(file);", false);
                    }

                    rows.Add(declared, isAsync, "FileStream", "_ = file.SafeFileHandle; Work.Read(file);", false);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Windows_bound_the_peak_if_the_body_keeps_the_stream_to_itself(Declared declared, bool isAsync, string type, string body, bool isProven)
    {
        var writes = body.Contains("Write", StringComparison.Ordinal);
        var sample = SampleFile.Create(_directory.File("sample"), writes ? 1 : Bytes);
        if (!writes)
        {
            sample.MakeCold();
        }

        var method = Methods.Create(declared, isAsync, type, body);
        Assert.Equal(isProven ? 1 : 0, methods.WrappedStreams(method));

        long peak;
        using (var file = Open(sample.Path))
        {
            peak = methods.Run(method, file, Bytes);
        }

        var pages = Bytes / Environment.SystemPageSize;
        if (isProven)
        {
            Assert.InRange(peak, 1, pages / 2);
        }
        else
        {
            // On a loaded machine, the kernel may reclaim some of the pages.
            Assert.InRange(peak, (pages / 2) + 1, pages);
        }

        Assert.Equal(0, sample.CachedPages);
    }

    /// <summary>Opens the file without readahead, because the size of the readahead depends on the device.</summary>
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 4096, FileOptions.RandomAccess);

    [Fact]
    public void A_read_of_a_small_file_gets_no_wrapped_stream()
    {
        var run = GeneratorRun.From("""
            public static partial class Entry
            {
                [DropPagesAfterFullRead] public static partial int Read(Stream file);
                private static int ReadCore(Stream file) => file.ReadByte();

                public static long Run(FileStream file)
                {
                    Read(file);
                    var before = GC.GetAllocatedBytesForCurrentThread();
                    Read(file);
                    return GC.GetAllocatedBytesForCurrentThread() - before;
                }
            }
            """).CompilesWithoutWarnings();
        Assert.Contains(".DropBehind(", run.Text(), StringComparison.Ordinal);
        var context = new AssemblyLoadContext("small", isCollectible: true);
        var entry = context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        using var small = SampleFile.Create(_directory.File("small"), Window).OpenRead();
        using var large = SampleFile.Create(_directory.File("large"), Window + 1).OpenRead();
        Assert.Equal(0L, entry.Invoke(null, [small]));
        Assert.NotEqual(0L, entry.Invoke(null, [large]));
        context.Unload();
    }

    public sealed class Methods() : MovingMethods(Rows.Select(row => Create(row.Data.Item1, row.Data.Item2, row.Data.Item3, row.Data.Item4)))
    {
        internal static MovingMethod Create(Declared declared, bool isAsync, string type, string body) =>
            new(declared, isAsync, type, body.Contains("Write", StringComparison.Ordinal) ? "DropPagesAfterFullWrite" : "DropPagesAfterFullRead", body);
    }
}
