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
    private static readonly Option<int?> Abi = CommonOptions.PayloadAbi("Generation of the checkpoints to count and remove: 2, or 0 for ds4 before May 2026 [default: 2, or 0 if the directory has no others]");
    private static readonly Option<bool> Stale = new("--stale") { Description = "Remove all files that no ds4 since May 2026 uses: checkpoints of payload ABI 0, and payloads that a ds4 left behind and no process has open." };

    internal static Command Create()
    {
        var command = new Command("evict", "Removes checkpoints, the lowest score first, until the directory fits a budget.")
        {
            DirectoryPath, Budget, DryRun, Abi, Stale, CommonOptions.TemporaryDirectory, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, OutputOptions output, CancellationToken cancellation)
    {
        var isStale = parsed.GetValue(Stale);
        if (isStale && (parsed.GetResult(Budget) is { Implicit: false } || parsed.GetValue(Abi) is not null))
        {
            throw CommandException.Usage("--stale goes with neither --budget-mib nor --abi");
        }

        var directory = parsed.GetRequiredValue(DirectoryPath);
        var read = new ReadDirectory(directory, output, cancellation);
        var job = isStale ? EvictionJob.OfStale(read, parsed.GetValue(CommonOptions.TemporaryDirectory) ?? StaleFiles.PayloadDirectory)
            : EvictionJob.OfBudget(read, (ulong)(parsed.GetValue(Budget) * Formatting.MiB), parsed.GetValue(Abi));
        var isDryRun = parsed.GetValue(DryRun);
        var result = isDryRun ? new EvictionResult(job.Planned, []) : job.Run(cancellation);
        var payloads = isDryRun ? job.Payloads : job.RemovePayloads();
        var bytes = result.Removed.Sum(entry => entry.FileBytes);
        var document = new EvictDocument
        {
            DryRun = isDryRun,
            BudgetBytes = job.Goal.BudgetBytes,
            PayloadAbi = job.Goal.PayloadAbi,
            Evicted = [.. result.Removed.Select(entry => EvictedEntry.Of(entry, job.Goal.Now))],
            AbandonedPayloads = payloads,
            EvictedBytes = bytes,
            LeftBytes = Math.Max(0, job.CountedBytes - bytes),
            NotRemoved = [.. result.Failures.Select(failure => new UnremovedFile(failure.Path, FailureSentence.ReasonOf(failure.Error))), .. job.NotRemoved],
            Refused = read.Refused,
            Newer = read.Newer,
        };
        foreach (var file in document.NotRemoved)
        {
            Console.Error.WriteLine($"kv: {file.Path}: it could not be removed: {file.Reason}");
        }

        output.Tell(document, KvJson.Default.EvictDocument, told => Print(told, result.Removed, job.Goal.Now));
        return document.NotRemoved.Count + document.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
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

        foreach (var payload in document.AbandonedPayloads)
        {
            Console.Out.WriteLine($"{payload.Path}: {Formatting.Bytes(payload.FileBytes)}, a payload that ds4 left behind, {(document.DryRun ? "would go" : "removed")}");
        }

        var count = document.Refused.Count + document.Newer.Count;
        var uncounted = count == 0 ? "" : $"; {Formatting.Count(count, "file")} not counted";
        Console.Out.WriteLine(
            $"{Formatting.Count(gone.Count, "checkpoint")}, {Formatting.Bytes(document.EvictedBytes)} {(document.DryRun ? "would go" : "removed")}; {Formatting.Bytes(document.LeftBytes)} stay{uncounted}");
    }
}
