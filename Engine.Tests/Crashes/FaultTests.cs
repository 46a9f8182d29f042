using System.Diagnostics;

namespace KvCache.Tests;

/// <summary>
/// Makes one system call of a child process fail, or kills the child at this call, by strace. Afterwards, each file of the directory must
/// be complete. With KVCACHE_FAULTS=all, this happens once for each write, fsync, rename, unlink and write-back of the child, and
/// otherwise for about two of each.
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
    public void Each_file_is_whole_after_any_failed_call(string call, string fault)
    {
        var count = CountCalls(call);
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

    /// <summary>FileStream.Flush(true) reports no failure of fsync on Linux (.NET 7 to 10), so IoPolicy calls fsync itself.</summary>
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

    /// <summary>
    /// Asserts that the directory has each text whose store was reported and not followed by an eviction. Does not open the directory,
    /// which would change it.
    /// </summary>
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

        // When both texts are stored, the eviction at the end of the round begins, and the kill may have come in the middle of it.
        if (done.Count < 2)
        {
            Assert.True(DirectoryScan.Entries(path).Count() >= done.Count, $"{done.Count} stored, fewer are there\n{what}");
        }
    }

    /// <summary>Counts the workload's calls in a run without a fault.</summary>
    private int CountCalls(string call)
    {
        using var directory = new ScratchDirectory(_scratch.Path);
        var (result, calls) = Strace.Run(Child(directory.Path), call);
        result.OrThrow();
        Workload.AssertWhole(directory.Path, "no fault");
        return calls.Count;
    }

    /// <summary>Creates a child without .NET's diagnostics socket, because the removal of the socket would count as an unlink.</summary>
    private static ProcessStartInfo Child(string path) =>
        ChildProcess.Start(Workload.TwoRounds, [path], ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_TieredCompilation", "0"));
}
