using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv evict</c>: removes checkpoints until a directory fits a budget, as the engine does after each save.</summary>
internal static class EvictCommand
{
    private static readonly Argument<string> DirectoryPath = CommonOptions.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<int> Budget = CommonOptions.Whole("--budget-mib", "MiB that all checkpoints of the directory may have together.", 4096);
    private static readonly Option<bool> DryRun = new("--dry-run", "-n") { Description = "Only show the checkpoints to remove, in the order of their removal." };

    internal static Command Create()
    {
        var command = new Command("evict", "Removes checkpoints, the lowest score first, until the directory fits a budget.")
        {
            DirectoryPath, Budget, DryRun, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(DirectoryPath), (ulong)(parsed.GetValue(Budget) * Formatting.MiB), parsed.GetValue(DryRun), CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string directory, ulong budget, bool dryRun, OutputOptions output, CancellationToken cancellation)
    {
        var entries = new List<KvcEntry>();
        var refused = new List<FaultFacts>();
        DirectoryReading.Each(directory, forFile: null, output, Take, cancellation);
        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var planned = EvictionPlan.Victims(entries, budget, protectedKey: null, now);
        var result = dryRun || planned.Count == 0 ? new EvictionResult(planned, []) : Remove(directory, budget, cancellation);
        var bytes = result.Removed.Sum(entry => entry.FileBytes);
        var document = new EvictDocument
        {
            DryRun = dryRun,
            BudgetBytes = budget,
            Evicted = [.. result.Removed.Select(entry => EvictedEntry.Of(entry, now))],
            EvictedBytes = bytes,
            LeftBytes = Math.Max(0, entries.Sum(entry => entry.FileBytes) - bytes),
            NotRemoved = [.. result.Failures.Select(failure => new UnremovedFile(failure.Path, FailureSentence.ReasonOf(failure.Error)))],
            Refused = refused,
        };
        foreach (var file in document.NotRemoved)
        {
            Console.Error.WriteLine($"kv: {file.Path}: it could not be removed: {file.Reason}");
        }

        output.Tell(document, KvJson.Default.EvictDocument, told => Print(told, result.Removed, now));
        return result.Failures.Count + refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;

        void Take(ScannedFile file)
        {
            if (file.TryGetCheckpoint(out var checkpoint, out var faulty))
            {
                entries.Add(checkpoint.EntryIn(directory));
                return;
            }

            var fault = FaultFacts.Of(faulty.PathIn(directory), faulty.Fault);
            Console.Error.WriteLine($"kv: {fault.Path}: {faulty.Fault}; not counted");
            refused.Add(fault);
        }
    }

    /// <summary>Opening a directory with a budget keeps the budget: that is the eviction, under the directory's lock.</summary>
    private static EvictionResult Remove(string directory, ulong budget, CancellationToken cancellation)
    {
        using var cache = CacheDirectory.Open(directory, new CacheDirectoryOptions { BudgetBytes = budget }, cancellation);
        return cache.OpeningEviction;
    }

    private static void Print(EvictDocument document, IReadOnlyList<KvcEntry> gone, ulong now)
    {
        if (gone.Count > 0)
        {
            var table = EntryTable.Evicted(now);
            Console.Out.WriteLine(table.Head);
            foreach (var entry in gone)
            {
                Console.Out.WriteLine(table.Line(ScannedCheckpoint.From(entry)));
            }
        }

        var uncounted = document.Refused.Count == 0 ? "" : $"; {Formatting.Count(document.Refused.Count, "file")} not counted";
        Console.Out.WriteLine(
            $"{Formatting.Count(gone.Count, "checkpoint")}, {Formatting.Bytes(document.EvictedBytes)} {(document.DryRun ? "would go" : "removed")}; {Formatting.Bytes(document.LeftBytes)} stay{uncounted}");
    }
}
