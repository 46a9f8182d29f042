using System.Diagnostics;

namespace KvCache.Tests;

/// <summary>
/// Each write, fsync, rename and unlink of a working process fails once, and is the last thing that a process does once:
/// by strace. Every ordinal where KVCACHE_FAULTS is "all", as has been run; else two of each.
/// </summary>
public sealed class FaultTests : IDisposable
{
    private const int Sample = 2;

    private static readonly bool All = Environment.GetEnvironmentVariable("KVCACHE_FAULTS") == "all";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("pwrite64", "error=ENOSPC")]
    [InlineData("pwrite64", "signal=KILL")]
    [InlineData("fsync", "error=EIO")]
    [InlineData("fsync", "signal=KILL")]
    [InlineData("renameat", "error=EIO")]
    [InlineData("renameat", "signal=KILL")]
    [InlineData("unlink", "error=EIO")]
    [InlineData("unlink", "signal=KILL")]
    [InlineData("sync_file_range", "error=EIO")]
    public void Whichever_call_fails_each_file_is_whole(string call, string fault)
    {
        var count = Calls(call);
        Assert.True(count > 0, $"The workload makes no {call}.");
        var hit = 0;
        var step = All ? 1 : Math.Max(1, count / Sample);
        for (var ordinal = 1; ordinal <= count; ordinal += step)
        {
            using var directory = new ScratchDirectory(_scratch.Path);

            var (result, calls) = Strace.Run(Child(directory.Path), call, $"{call}:{fault}:when={ordinal}");

            var what = $"{call} {ordinal}: {fault}\n{result.Output}{result.Error}";
            hit += calls.Any(made => made.Result.Contains("INJECTED", StringComparison.Ordinal)) || !result.Succeeded ? 1 : 0;
            Assert.True(fault.StartsWith("signal", StringComparison.Ordinal) || result.Succeeded, what);
            AssertNothingIsLost(directory.Path, result, what);
            Workload.AssertWhole(directory.Path, what);
        }

        Assert.Equal((count + step - 1) / step, hit);
        TestContext.Current.TestOutputHelper?.WriteLine($"{call} {fault}: {hit} hit, of {(count + step - 1) / step} tried and {count} in all");
    }

    /// <summary>.NET's own flush to disk reports no failure of fsync on Linux (.NET 7 to 10).</summary>
    [Theory]
    [InlineData("EIO")]
    [InlineData("ENOSPC")]
    [InlineData("EDQUOT")]
    [InlineData("EROFS")]
    public void A_store_whose_fsync_fails_is_not_reported_as_stored(string error)
    {
        using var directory = new ScratchDirectory(_scratch.Path);

        var (result, _) = Strace.Run(Child(directory.Path), "fsync", $"fsync:error={error}:when=1+");

        Assert.True(result.Succeeded, result.Output + result.Error);
        Assert.DoesNotContain("stored ", result.Output, StringComparison.Ordinal);
        Assert.Empty(DirectoryScan.Files(directory.Path));
    }

    /// <summary>A text whose store was reported as done is there, before the directory is even opened again; unless an eviction came after.</summary>
    private static void AssertNothingIsLost(string path, ProgramResult result, string what)
    {
        var done = new HashSet<string>();
        foreach (var line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("stored ", StringComparison.Ordinal))
            {
                done.Add(line);
            }
            else if (line.StartsWith("evicted", StringComparison.Ordinal))
            {
                done.Clear();
            }
        }

        // The child may have been killed in the middle of the eviction that ends a round: both were stored then.
        if (done.Count < 2)
        {
            Assert.True(DirectoryScan.Entries(path).Count() >= done.Count, $"{done.Count} stored, fewer are there\n{what}");
        }
    }

    /// <summary>How many such calls the workload makes where nothing fails.</summary>
    private int Calls(string call)
    {
        using var directory = new ScratchDirectory(_scratch.Path);
        var (result, calls) = Strace.Run(Child(directory.Path), call);
        result.OrThrow();
        Workload.AssertWhole(directory.Path, "no fault");
        return calls.Count;
    }

    /// <summary>Without the runtime's diagnostics socket, whose removal would be counted too.</summary>
    private static ProcessStartInfo Child(string path) =>
        ChildProcess.Start(Workload.TwoRounds, [path], ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_TieredCompilation", "0"));
}
