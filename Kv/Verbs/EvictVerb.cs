using System.CommandLine;
using Kv.Output;
using KvCache;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv evict</c>: removes checkpoints until a folder fits a budget, as the engine does after each save.</summary>
internal static class EvictVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder." };
    private static readonly Option<int> Budget = CommonOptions.Whole("--budget-mib", "MiB that the folder's checkpoints may have together.", 4096);
    private static readonly Option<bool> DryRun = new("--dry-run", "-n") { Description = "Only show what would go, in order." };

    internal static Command Create()
    {
        var command = new Command("evict", "Removes checkpoints, those of the lowest score first, until the folder fits a budget.")
        {
            Folder, Budget, DryRun, CommonOptions.Quiet,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Budget), parsed.GetValue(DryRun), parsed.GetValue(CommonOptions.Quiet)));
        return command;
    }

    private static int Run(string folder, int budgetMiB, bool dryRun, bool quiet)
    {
        KvFiles.EnsureFolder(folder);
        var budget = (ulong)(budgetMiB * Quantity.MiB);
        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var entries = FolderScan.Entries(folder).ToArray();
        var planned = EvictionPlan.Victims(entries, budget, protectedKey: null, now);

        // Opening a folder with a budget keeps it: that is the eviction, under the folder's lock.
        var gone = dryRun || planned.Count == 0 ? planned : Remove(folder, budget, entries);
        if (!quiet)
        {
            Print(gone, now);
            Console.Out.WriteLine(
                $"{Quantity.Count(gone.Count, "checkpoint")}, {Quantity.Bytes(gone.Sum(entry => entry.FileBytes))} {(dryRun ? "would go" : "removed")}; "
                + $"{Quantity.Bytes(entries.Sum(entry => entry.FileBytes) - gone.Sum(entry => entry.FileBytes))} stay");
        }

        var left = gone.Count < planned.Count ? planned[gone.Count].Path : null;
        return left is null ? ExitCode.Success : throw new KvException($"{left}: it could not be removed");
    }

    private static KvcEntry[] Remove(string folder, ulong budget, KvcEntry[] entries)
    {
        _ = CacheFolder.Open(folder, new CacheFolderOptions { BudgetBytes = budget });
        return [.. entries.Where(entry => !File.Exists(entry.Path))];
    }

    private static void Print(IReadOnlyList<KvcEntry> entries, ulong now)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("key").AddColumn(Cells.Right("score")).AddColumn(Cells.Right("tokens")).AddColumn(Cells.Right("hits"))
            .AddColumn("last used").AddColumn(Cells.Right("size"));
        foreach (var entry in entries)
        {
            table.AddRow(
                Cells.Key(entry.Key),
                Quantity.Score(EvictionPlan.ScoreOf(entry, null, now)),
                Quantity.Count(entry.Header.Tokens),
                Quantity.Count(entry.Header.Hits),
                UnixTime.Write(entry.Header.LastUsed),
                Quantity.Bytes(entry.FileBytes));
        }

        Terminal.Output.Write(table);
    }
}
