using System.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv evict</c>: removes checkpoints until a folder fits a budget, as the engine does after each save.</summary>
internal static class EvictVerb
{
    private static readonly Argument<string> Folder = CommonOptions.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<int> Budget = CommonOptions.Whole("--budget-mib", "MiB that the folder's checkpoints may have together.", 4096);
    private static readonly Option<bool> DryRun = new("--dry-run", "-n") { Description = "Only show what would go, in order." };

    internal static Command Create()
    {
        var command = new Command("evict", "Removes checkpoints, those of the lowest score first, until the folder fits a budget.")
        {
            Folder, Budget, DryRun, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder), (ulong)(parsed.GetValue(Budget) * Quantity.MiB), parsed.GetValue(DryRun), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string folder, ulong budget, bool dryRun, Manner manner, CancellationToken cancellation)
    {
        var entries = new List<KvcEntry>();
        FolderReading.Each(folder, forFile: null, manner, file => entries.AddRange(file.TryGetCheckpoint(out var checkpoint, out _) ? [checkpoint.EntryIn(folder)] : []), cancellation);
        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var planned = EvictionPlan.Victims(entries, budget, protectedKey: null, now);

        // Opening a folder with a budget keeps it: that is the eviction, under the folder's lock.
        var gone = dryRun || planned.Count == 0 ? planned : Remove(folder, budget, entries);
        var bytes = gone.Sum(entry => entry.FileBytes);
        var document = new EvictDocument
        {
            DryRun = dryRun,
            BudgetBytes = budget,
            Evicted = [.. gone.Select(entry => EvictedEntry.Of(entry, now))],
            EvictedBytes = bytes,
            LeftBytes = entries.Sum(entry => entry.FileBytes) - bytes,
        };
        manner.Tell(document, KvJson.Default.EvictDocument, told => Print(told, gone, now));

        var left = gone.Count < planned.Count ? planned[gone.Count].Path : null;
        return left is null ? ExitCode.Success : throw new KvException($"{left}: it could not be removed");
    }

    private static KvcEntry[] Remove(string folder, ulong budget, List<KvcEntry> entries)
    {
        using (CacheFolder.Open(folder, new CacheFolderOptions { BudgetBytes = budget }))
        {
            return [.. entries.Where(entry => !File.Exists(entry.Path))];
        }
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

        Console.Out.WriteLine(
            $"{Quantity.Count(gone.Count, "checkpoint")}, {Quantity.Bytes(document.EvictedBytes)} {(document.DryRun ? "would go" : "removed")}; {Quantity.Bytes(document.LeftBytes)} stay");
    }
}
