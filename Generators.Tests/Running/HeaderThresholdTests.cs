using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Analyzers.Rules;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Generators.Tests.Running;

/// <summary>
/// The limit of 64 KiB, to the byte: a call that moves fewer bytes of a larger file keeps all pages, and any other call drops them.
/// IOP101 (a drop after a header-only read) and IOP208 (a second read after a drop) use the same limit.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class HeaderThresholdTests(HeaderThresholdTests.Methods methods) : IClassFixture<HeaderThresholdTests.Methods>, IDisposable
{
    private const int Threshold = 65_536;
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static MatrixTheoryData<Declared, bool, int, bool, string> Rows =>
        new(
            [Declared.Partial, Declared.Ordinary],
            [false, true],
            [Threshold - 1, Threshold, Threshold + 1],
            [false, true],
            ["Read", "Write"]);

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_number_of_moved_bytes_decides_which_pages_are_dropped(Declared declared, bool isAsync, int moved, bool isAccessedRangeOnly, string kind)
    {
        // The file is written page by page, because the kernel drops a large folio only as a whole.
        var sample = SampleFile.Create(_directory.File("sample"), Bytes, Environment.SystemPageSize);
        using (var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            _ = methods.Run(Methods.Create(declared, isAsync, moved, isAccessedRangeOnly, kind), file);
            Assert.Equal(moved, file.Position);
        }

        var pages = Threshold / Environment.SystemPageSize;
        if (moved < Threshold)
        {
            sample.AssertStays();
        }
        else if (isAccessedRangeOnly)
        {
            KeptPages.AssertAll(sample.Pages - pages, sample.CachedPages);
        }
        else
        {
            Assert.Equal(0, sample.CachedPages);
        }
    }

    [Theory]
    [InlineData(Threshold - 1, false)]
    [InlineData(Threshold, true)]
    [InlineData(Threshold + 1, true)]
    public async Task IOP101_reports_below_the_limit_and_IOP208_from_the_limit_on(int moved, bool isPayload)
    {
        var run = GeneratorRun.From($$"""
            public static partial class Entry
            {
                [DropPagesAfterFullRead] public static partial void Move(FileStream file);
                private static void MoveCore(FileStream file) => file.ReadExactly(new byte[{{moved}}]);

                public static long Run(FileStream file)
                {
                    Move(file);
                    var left = PageCache.GetResidency(file.Name).CachedPages!.Value;
                    file.Position = 0;
                    file.ReadExactly(new byte[{{moved}}]);
                    return left;
                }
            }
            """).CompilesWithoutWarnings();
        var reports = await run.Output.WithAnalyzers([new HeaderOnlyReadAnalyzer(), new ReadAfterDropAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal([isPayload ? "IOP208" : "IOP101"], reports.Select(report => report.Id));

        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        var context = new AssemblyLoadContext("second read", isCollectible: true);
        var entry = context.LoadFromStream(new MemoryStream(run.Output.ToBytes())).GetType("Entry", throwOnError: true)!.GetMethod("Run")!;
        using var file = sample.OpenRead();
        var left = (long)entry.Invoke(null, [file])!;
        Assert.True(isPayload ? left == 0 : left > sample.Pages / 2, $"{left} pages are cached");
        context.Unload();
    }

    public sealed class Methods() : MovingMethods(Rows.Select(row => Create(row.Data.Item1, row.Data.Item2, row.Data.Item3, row.Data.Item4, row.Data.Item5)))
    {
        internal static MovingMethod Create(Declared declared, bool isAsync, int moved, bool isAccessedRangeOnly, string kind) => new(
            declared,
            isAsync,
            "FileStream",
            $"DropPagesAfterFull{kind}{(isAccessedRangeOnly ? "(AccessedRangeOnly = true)" : "")}",
            (isAsync, kind) switch
            {
                (false, "Read") => $"file.ReadExactly(new byte[{moved}]);",
                (true, "Read") => $"await file.ReadExactlyAsync(new byte[{moved}]);",
                (false, _) => $"file.Write(new byte[{moved}]);",
                _ => $"await file.WriteAsync(new byte[{moved}]);",
            });
    }
}
