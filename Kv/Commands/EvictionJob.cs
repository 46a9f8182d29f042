using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>The files that <c>kv evict</c> removes: the checkpoints above a budget, or all stale files.</summary>
internal sealed class EvictionJob
{
    private readonly string _directory;
    private readonly IReadOnlyList<KvcEntry> _counted;
    private readonly bool _isStale;
    private readonly List<UnremovedFile> _notRemoved = [];

    private EvictionJob(string directory, IReadOnlyList<KvcEntry> counted, bool isStale, EvictionGoal goal)
    {
        _directory = directory;
        _counted = counted;
        _isStale = isStale;
        Goal = goal;
    }

    internal EvictionGoal Goal { get; }

    /// <summary>The checkpoints to remove, in the order of their removal.</summary>
    internal required IReadOnlyList<KvcEntry> Planned { get; init; }

    /// <summary>The abandoned payloads of ds4 to remove.</summary>
    internal IReadOnlyList<AbandonedFile> Payloads { get; private init; } = [];

    /// <summary>The payloads that could not be removed.</summary>
    internal IReadOnlyList<UnremovedFile> NotRemoved => _notRemoved;

    /// <summary>The number of bytes of the counted checkpoints.</summary>
    internal long CountedBytes => _counted.Where(entry => entry.Header.PayloadAbi == Goal.PayloadAbi).Sum(entry => entry.FileBytes);

    /// <summary>Plans the eviction for a budget.</summary>
    /// <param name="contents">The directory.</param>
    /// <param name="budget">The budget in bytes.</param>
    /// <param name="abi">The payload ABI of the counted checkpoints. Null means 2, or 0 if the directory has only checkpoints of ABI 0.</param>
    internal static EvictionJob OfBudget(DirectoryContents contents, ulong budget, int? abi)
    {
        var hasCurrent = contents.Entries.Count == 0 || contents.Entries.Exists(entry => entry.Header.PayloadAbi == KvcHeader.CurrentPayloadAbi);
        var goal = GoalOf(budget, (byte)(abi ?? (hasCurrent ? KvcHeader.CurrentPayloadAbi : KvcHeader.OldPayloadAbi)));
        return new EvictionJob(contents.Path, contents.Entries, isStale: false, goal) { Planned = EvictionPlan.Victims(contents.Entries, goal) };
    }

    /// <summary>Plans the removal of all stale files, among them the system prompt of an agent.</summary>
    internal static EvictionJob OfStale(DirectoryContents contents, string payloadDirectory)
    {
        KvcEntry[] counted = [.. contents.Entries, .. DirectoryScan.SystemPrompt(contents.Path)];
        return new EvictionJob(contents.Path, counted, isStale: true, GoalOf(0, KvcHeader.OldPayloadAbi))
        {
            Planned = [.. counted.Where(entry => StaleFiles.IsStale(entry.Header))],
            Payloads = [.. StalePayloads.In(payloadDirectory).Select(AbandonedFile.Of)],
        };
    }

    /// <summary>Removes the checkpoints. Opening a directory with a budget enforces the budget under the directory's lock.</summary>
    internal EvictionResult Run(CancellationToken cancellation)
    {
        if (Planned.Count == 0)
        {
            return new EvictionResult([], []);
        }

        using var cache = CacheDirectory.Open(
            _directory, new CacheDirectoryOptions { BudgetBytes = Goal.BudgetBytes, PayloadAbi = Goal.PayloadAbi }, cancellation);
        return _isStale ? cache.RemoveStale(cancellation) : cache.OpeningEviction;
    }

    /// <summary>Removes the payloads that are still abandoned.</summary>
    internal IReadOnlyList<AbandonedFile> RemovePayloads()
    {
        var removed = new List<AbandonedFile>();
        foreach (var payload in Payloads)
        {
            try
            {
                removed.AddRange(StalePayloads.Remove(payload.Path) ? [payload] : []);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _notRemoved.Add(new UnremovedFile(payload.Path, FailureSentence.ReasonOf(failure)));
            }
        }

        return removed;
    }

    private static EvictionGoal GoalOf(ulong budget, byte abi) =>
        new() { BudgetBytes = budget, PayloadAbi = abi, Now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() };
}

/// <summary>The checkpoints of a directory, and its damaged and newer files, which do not count.</summary>
internal sealed class DirectoryContents
{
    private readonly List<FaultFacts> _refused = [];
    private readonly List<NewerFacts> _newer = [];

    /// <exception cref="CommandException">The directory does not exist.</exception>
    internal DirectoryContents(string path, OutputOptions output, CancellationToken cancellation)
    {
        Path = path;
        DirectoryReading.ReadHeaders(path, fileCommand: null, output, Add, cancellation);
    }

    internal string Path { get; }

    internal List<KvcEntry> Entries { get; } = [];

    internal IReadOnlyList<FaultFacts> Refused => _refused;

    internal IReadOnlyList<NewerFacts> Newer => _newer;

    private void Add(ScannedFile file)
    {
        if (file.TryGetCheckpoint(out var checkpoint, out var faulty))
        {
            Entries.Add(checkpoint.EntryIn(Path));
        }
        else if (faulty.IsNewer)
        {
            _newer.Add(NewerFacts.Of(Path, faulty));
        }
        else
        {
            var fault = FaultFacts.Of(faulty.PathIn(Path), faulty.Fault);
            Console.Error.WriteLine($"kv: {fault.Path}: {faulty.Fault}; not counted");
            _refused.Add(fault);
        }
    }
}
