using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Testing;

namespace Generators.Tests.Running;

/// <summary>
/// Automatic windows on real files, with each carrier: the peak of cached pages while the body runs is a few windows where
/// the body keeps the stream to itself, and the whole file where it does not.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class Windows_by_proof : IDisposable
{
    private const int Window = 4 << 20;
    private const int Bytes = 8 * Window;

    private readonly ScratchFolder _folder = new();
    private readonly AssemblyLoadContext _context = new("windows", isCollectible: true);

    public void Dispose()
    {
        _context.Unload();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string, bool>();
            foreach (var carrier in (string[])["partial", "intercepted", "extension block"])
            {
                foreach (var type in (string[])["FileStream", "Stream"])
                {
                    rows.Add(carrier, type, "Work.Read(file);", true);
                    rows.Add(carrier, type, "Work.Kept = file; Work.Read(file);", false);
                    rows.Add(carrier, type, "Work.Write(file);", true);
                    rows.Add(carrier, type, "((Action)(() => Work.Write(file)))();", false);
                }

                rows.Add(carrier, "FileStream", "_ = file.SafeFileHandle; Work.Read(file);", false);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Bound_the_peak_where_the_stream_is_kept_to_itself(string carrier, string type, string body, bool areProven)
    {
        var writes = body.Contains("Write", StringComparison.Ordinal);
        var sample = SampleFile.Create(_folder.File("sample"), writes ? 1 : Bytes);
        if (!writes)
        {
            sample.MakeCold();
        }

        var run = GeneratorRun.Of(Source(carrier, type, body, writes ? "DropPagesAfterFullWrite" : "DropPagesAfterFullRead")).CompilesWithoutWarnings();
        Assert.Equal(areProven, run.Text().Contains(".DropBehind(", StringComparison.Ordinal));

        var assembly = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes()));
        long peak;
        using (var file = Open(sample.Path))
        {
            peak = (long)assembly.GetType("Entry", throwOnError: true)!.GetMethod("Run")!.Invoke(null, [file])!;
        }

        var pages = Bytes / Environment.SystemPageSize;
        if (areProven)
        {
            // One window is being filled, and one is on its way out.
            Assert.InRange(peak, 1, pages / 2);
        }
        else
        {
            // On a loaded machine the kernel may reclaim some by itself.
            Assert.InRange(peak, (pages / 2) + 1, pages);
        }

        Assert.Equal(0, sample.CachedPages);
    }

    /// <summary>Without readahead, whose size is the device's own.</summary>
    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 4096, FileOptions.RandomAccess);

    [Fact]
    public void A_body_that_throws_leaves_what_it_wrote_whole_and_no_page()
    {
        var path = _folder.File("sample");
        var run = GeneratorRun.Of(Source("partial", "Stream", "Work.Write(file); throw new InvalidTimeZoneException();", "DropPagesAfterFullWrite"));
        Assert.Contains(".DropBehind(", run.Text(), StringComparison.Ordinal);
        var entry = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        using (var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite))
        {
            Assert.IsType<InvalidTimeZoneException>(Assert.Throws<TargetInvocationException>(() => entry.Invoke(null, [file])).InnerException);
            Assert.Equal(Bytes, file.Length);
            Assert.Equal(Bytes, file.Position);

            // The stream is the user's own again: what he writes next goes where he left off.
            file.WriteByte(7);
        }

        Assert.Equal([.. Enumerable.Repeat((byte)1, Bytes), 7], File.ReadAllBytes(path));
    }

    [Fact]
    public void The_read_of_a_small_file_is_not_given_a_wrapper()
    {
        var run = GeneratorRun.Of("""
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
        var entry = _context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        using var small = SampleFile.Create(_folder.File("small"), Window).OpenRead();
        using var large = SampleFile.Create(_folder.File("large"), Window + 1).OpenRead();
        Assert.Equal(0L, entry.Invoke(null, [small]));
        Assert.NotEqual(0L, entry.Invoke(null, [large]));
    }

    private static string Source(string carrier, string type, string body, string policy) => $$"""
        public static partial class Entry
        {
            {{Header(carrier, type, policy)}}
            {
                {{body}}
                {{(body.Contains("throw", StringComparison.Ordinal) ? "" : "return Work.Peak;")}}
            }
            {{(carrier == "extension block" ? "}" : "")}}

            public static long Run(FileStream file)
            {
                Work.Path = file.Name;
                return {{(carrier == "extension block" ? "file.Move()" : "Move(file)")}};
            }
        }

        public static class Work
        {
            public static Stream? Kept;
            public static string Path = "";
            public static long Peak;

            public static void Read(Stream file)
            {
                var block = new byte[1 << 20];
                while (file.Read(block) > 0)
                {
                    Look();
                }
            }

            public static void Write(Stream file)
            {
                var block = new byte[1 << 20];
                block.AsSpan().Fill(1);
                for (var i = 0; i < {{Bytes}}; i += block.Length)
                {
                    file.Write(block);
                    Look();
                }
            }

            private static void Look() => Peak = Math.Max(Peak, Residency.Of(Path).CachedPages ?? 0);
        }
        """;

    private static string Header(string carrier, string type, string policy) => carrier switch
    {
        "partial" => $"[{policy}] public static partial long Move({type} file);\n    private static long MoveCore({type} file)",
        "intercepted" => $"[{policy}] public static long Move({type} file)",
        _ => $"extension({type} file) {{ [{policy}] public long Move()",
    };
}
