using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv evict</c>: removes checkpoints until a directory fits a budget, as the engine does for each save.</summary>
internal static class EvictCommand
{
    private static readonly Argument<string> DirectoryPath = OptionKinds.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<int> Budget = OptionKinds.PositiveInteger("--budget-mib", "Limit the checkpoints of the directory to N MiB in total.", 4096);
    private static readonly Option<bool> DryRun = new("--dry-run", "-n") { Description = "Show the checkpoints to remove, but remove nothing." };
    private static readonly Option<int?> Abi = CommonOptions.PayloadAbi("Count and remove checkpoints of this payload ABI: 2, or 0 for ds4 before May 2026. Default: 2, or 0 if the directory has only these.");
    private static readonly Option<bool> Stale = new("--stale") { Description = "Remove the files that ds4 no longer uses since May 2026: checkpoints of payload ABI 0, and abandoned payloads that no process has open." };

    internal static Command Create()
    {
        var command = new Command("evict", "Remove the checkpoints with the lowest scores until the directory fits a budget.")
        {
            DirectoryPath, Budget, DryRun, Abi, Stale, CommonOptions.TemporaryDirectory, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, OutputOptions output, CancellationToken cancellation)
    {
        var isStale = parsed.GetValue(Stale);
        if (isStale && (parsed.GetResult(Budget) is { Implicit: false } || parsed.GetValue(Abi) is not null))
        {
            throw CommandException.Usage("--stale excludes --budget-mib and --abi");
        }

        var directory = parsed.GetRequiredValue(DirectoryPath);
        var contents = new DirectoryContents(directory, output, cancellation);
        var job = isStale ? EvictionJob.OfStale(contents, parsed.GetValue(CommonOptions.TemporaryDirectory) ?? StaleFiles.PayloadDirectory)
            : EvictionJob.OfBudget(contents, (ulong)(parsed.GetValue(Budget) * Formatting.MiB), parsed.GetValue(Abi));
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
            Refused = contents.Refused,
            Newer = contents.Newer,
        };
        foreach (var file in document.NotRemoved)
        {
            Console.Error.WriteLine($"kv: {file.Path}: the file could not be removed: {file.Reason}");
        }

        output.Report(document, static () => KvJson.Default.EvictDocument, evicted => Print(evicted, result.Removed, job.Goal.Now));
        return document.NotRemoved.Count + document.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static void Print(EvictDocument document, IReadOnlyList<KvcEntry> removed, ulong now)
    {
        if (removed.Count > 0)
        {
            var table = EntryTable.Evicted(now);
            Console.Out.WriteLine(table.Head);
            foreach (var entry in removed)
            {
                Console.Out.WriteLine(table.Line(ScannedCheckpoint.From(entry)));
            }
        }

        foreach (var payload in document.AbandonedPayloads)
        {
            Console.Out.WriteLine($"{payload.Path}: {Formatting.Bytes(payload.FileBytes)}, an abandoned payload of ds4, {(document.DryRun ? "to remove" : "removed")}");
        }

        var count = document.Refused.Count + document.Newer.Count;
        var uncounted = count == 0 ? "" : $"; {Formatting.Count(count, "file")} not counted";
        Console.Out.WriteLine(
            $"{Formatting.Count(removed.Count, "checkpoint")}, {Formatting.Bytes(document.EvictedBytes)} {(document.DryRun ? "to remove" : "removed")}; {Formatting.Bytes(document.LeftBytes)} remain{uncounted}");
    }
}
