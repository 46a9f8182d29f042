using System.Diagnostics;
using System.Globalization;

namespace KvCache.Tests;

/// <summary>Several processes on one directory at once.</summary>
public sealed class ManyProcessesTests : IDisposable
{
    private const int Loads = 150;

    /// <summary>The number of stores of each server, and of its loads.</summary>
    private const int Served = 60;

    private static readonly CacheDirectoryOptions Options = new()
    {
        Checks = PayloadChecks.None,
        Policy = new StorePolicy { MinTokens = 1 },
    };

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Hits_that_three_processes_count_at_once_are_all_counted()
    {
        Store(CacheDirectory.Open(_scratch.Path, Options), "text");

        RunAll(
            ChildProcess.Start(LoadMany, [_scratch.Path]),
            ChildProcess.Start(LoadMany, [_scratch.Path]),
            ChildProcess.Start(LoadMany, [_scratch.Path]),
            ChildProcess.Start(EvictMany, [_scratch.Path]));

        Assert.Equal(3U * Loads, DirectoryScan.Entries(_scratch.Path).Single(entry => entry.Key == KvcKey.OfText("text"u8)).Header.Hits);
    }

    /// <summary>
    /// Two servers, each with its own index of the directory, alternate between stores and loads, while a third process evicts repeatedly.
    /// The checkpoint that both servers load never has the lowest score, so it stays and has every hit. The eviction removes the others.
    /// </summary>
    [Fact]
    public void Two_servers_and_an_evictor_lose_no_hit_and_keep_the_used_checkpoint()
    {
        var directory = CacheDirectory.Open(_scratch.Path, Options);
        Store(directory, "text");
        directory.Touch(Assert.Single(directory.Entries()));

        RunAll(
            ChildProcess.Start(Serve, [_scratch.Path, "a"]),
            ChildProcess.Start(Serve, [_scratch.Path, "b"]),
            ChildProcess.Start(EvictToBudget, [_scratch.Path]));

        var entries = DirectoryScan.Entries(_scratch.Path).ToArray();
        Assert.Equal(1 + (2U * Served), entries.Single(entry => entry.Key == KvcKey.OfText("text"u8)).Header.Hits);
        Assert.InRange(entries.Length, 2, 10);
        Assert.DoesNotContain(KvcVerifier.VerifyDirectory(_scratch.Path, new KvcVerifyOptions { Checks = PayloadChecks.None }), file => file.Findings.Count > 0);
    }

    [Fact]
    public void Two_savers_and_an_evictor_stay_within_the_budget()
    {
        RunAll(
            ChildProcess.Start(StoreMany, [_scratch.Path, "a"]),
            ChildProcess.Start(StoreMany, [_scratch.Path, "b"]),
            ChildProcess.Start(EvictToBudget, [_scratch.Path]));

        var small = SmallBudget();
        var entries = DirectoryScan.Entries(_scratch.Path).ToArray();
        Assert.NotEmpty(entries);
        Assert.True((ulong)entries.Sum(entry => entry.FileBytes) <= small.BudgetBytes);
        Assert.DoesNotContain(KvcVerifier.VerifyDirectory(_scratch.Path, new KvcVerifyOptions { Checks = PayloadChecks.None }), file => file.Findings.Count > 0);
    }

    [Fact]
    public void Readers_and_other_savers_do_not_wait_for_a_save()
    {
        var directory = CacheDirectory.Open(_scratch.Path, Options);
        Store(directory, "other");
        var loaded = 0;
        using var payload = new CallbackPayload(SyntheticPayload.OpenRead(512, 4096), () =>
        {
            // This runs in the middle of the save, on the same thread. An operation that waited for the save would wait forever.
            Assert.NotEmpty(directory.Entries());
            Assert.NotNull(directory.Load(RequestOf("other")).Loaded);
            Assert.Equal(StoreOutcome.Stored, Store(directory, $"third {loaded++}"));
        });

        directory.Store(Samples.RequestOf("text", 512, Samples.Session, payload));

        Assert.True(loaded > 1);
    }

    private static void LoadMany(string[] arguments)
    {
        var directory = CacheDirectory.Open(arguments[0], Options);
        for (var i = 0; i < Loads; i++)
        {
            Assert.NotNull(directory.Load(RequestOf("text")).Loaded);
        }
    }

    private static void EvictMany(string[] arguments)
    {
        for (var i = 0; i < Loads; i++)
        {
            CacheDirectory.Open(arguments[0], Options).Evict();
        }
    }

    private static void Serve(string[] arguments)
    {
        using var directory = CacheDirectory.Open(arguments[0], SmallBudget());
        for (var i = 0; i < Served; i++)
        {
            Assert.Equal(StoreOutcome.Stored, Store(directory, string.Create(CultureInfo.InvariantCulture, $"{arguments[1]} {i}")));
            Assert.NotNull(directory.Load(RequestOf("text")).Loaded);
        }
    }

    private static void EvictToBudget(string[] arguments)
    {
        for (var i = 0; i < Loads; i++)
        {
            CacheDirectory.Open(arguments[0], SmallBudget()).Dispose();
        }
    }

    private static void StoreMany(string[] arguments)
    {
        var directory = CacheDirectory.Open(arguments[0], SmallBudget());
        for (var i = 0; i < 40; i++)
        {
            Store(directory, string.Create(CultureInfo.InvariantCulture, $"{arguments[1]} {i}"));
        }
    }

    /// <summary>Room for ten files.</summary>
    private static CacheDirectoryOptions SmallBudget() => Options with { BudgetBytes = 10 * 10_200 };

    private static StoreOutcome Store(CacheDirectory directory, string text)
    {
        using var payload = new MemoryStream(new byte[10_000]);
        return directory.Store(Samples.RequestOf(text, 1000, Samples.Session, payload)).Outcome;
    }

    private static LoadRequest RequestOf(string text) => new() { Prompt = Samples.Text(text), Session = Samples.Session };

    private static void RunAll(params ProcessStartInfo[] starts)
    {
        var children = starts.Select(start =>
        {
            start.RedirectStandardError = true;
            return Process.Start(start)!;
        }).ToArray();
        foreach (var child in children)
        {
            using (child)
            {
                var error = child.StandardError.ReadToEnd();
                child.WaitForExit();
                Assert.True(child.ExitCode == 0, error);
            }
        }
    }
}
