using System.Globalization;
using IoPolicy;
using KvCache.Interop;

namespace KvCache.Tests;

/// <summary>
/// A cache directory in a container whose seccomp profile does not list a system call. The call fails with EPERM or, since 2021 and for
/// calls newer than those in the profile, with ENOSYS. The directory still finds its files, loads them, and keeps its budget.
/// </summary>
public sealed class SandboxTests : IDisposable
{
    private const int Stores = 5;
    private const ulong Budget = 100 << 20; // Three checkpoints of 29.6 MiB.

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("statx")]
    [InlineData("sync_file_range")]
    [InlineData("cachestat")]
    [InlineData("preadv2 pwritev2")]
    [InlineData("fstatfs")]
    [InlineData("inotify_init1")]
    [InlineData("inotify_add_watch")]
    [InlineData("kill")]
    [InlineData("fadvise64")]
    [InlineData("statx sync_file_range cachestat preadv2 pwritev2 fstatfs inotify_init1")]
    public void A_directory_sees_its_files_keeps_its_budget_and_loads(string calls)
    {
        foreach (var error in (string[])[Seccomp.Refused, Seccomp.Missing])
        {
            using var scratch = new ScratchDirectory(_scratch.Path);
            var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(Serve, [scratch.Path]), error, calls.Split(' '))).OrThrow();
            Assert.Equal($"stored {Stores}, seen 3, fit 1, loaded 4096, planned 0", result.Output.Trim());
            var left = new DirectoryInfo(scratch.Path).GetFiles();
            Assert.InRange(left.Sum(file => file.Length), 1, (long)Budget);
            if (calls != "fadvise64")
            {
                // At most the page of the header, which the last scan read.
                Assert.All(left, file => Assert.InRange(PageCache.GetResidency(file.FullName).CachedPages!.Value, 0, 1));
            }
        }
    }

    /// <summary>Names change only under the lock, so nothing is written without one.</summary>
    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void Without_locks_nothing_is_written_and_the_message_says_so(string error)
    {
        var result = Shell.Run(Seccomp.Deny(ChildProcess.Start(Serve, [_scratch.Path]), error, "flock"));
        Assert.Equal(70, result.ExitCode);
        Assert.Contains("IOException", result.Error, StringComparison.Ordinal);
        Assert.Contains("lock", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    [Theory]
    [InlineData(Seccomp.Refused)]
    [InlineData(Seccomp.Missing)]
    public void A_status_without_statx_is_that_of_statx(string error)
    {
        var expected = ChildProcess.Run(Status, [_scratch.Path]).OrThrow().Output;
        Assert.Equal(expected, Shell.Run(Seccomp.Deny(ChildProcess.Start(Status, [_scratch.Path]), error, "statx")).OrThrow().Output);
        Assert.Contains("IsRegular = True, Length = 12345", expected, StringComparison.Ordinal);
        Assert.Contains("IsRegular = False", expected, StringComparison.Ordinal);
    }

    internal static void Serve(string[] arguments)
    {
        using var directory = CacheDirectory.Open(arguments[0], new CacheDirectoryOptions { BudgetBytes = Budget });
        for (var number = 0; number < Stores; number++)
        {
            Assert.NotNull(Samples.Store(directory, $"text {number}").Entry);
        }

        var last = $"text {Stores - 1} and more";
        var fit = directory.FindPrefixes(Samples.Text(last), Samples.Session).Count;
        var loaded = Samples.Load(directory, last).Loaded;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stored {Stores}, seen {directory.Entries().Count()}, fit {fit}, loaded {loaded?.Header.ContextSize}, planned {directory.PlanEviction().Count}"));
    }

    internal static void Status(string[] arguments)
    {
        var path = Path.Combine(arguments[0], "status");
        File.WriteAllBytes(path, new byte[12345]);
        using var file = File.OpenHandle(path);
        using var directory = SafeFiles.OpenDirectory(arguments[0]);
        Assert.True(Posix.TryStat(file, out var ofFile));
        Assert.True(Posix.TryStat(directory, out var ofDirectory));
        Console.WriteLine($"{ofFile} {(ofDirectory with { Length = 0 })}");
    }
}
