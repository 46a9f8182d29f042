using System.CommandLine;
using Kv.Output;
using KvCache;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv ls</c>: the checkpoints of a folder, by their headers alone.</summary>
internal static class LsVerb
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder." };
    private static readonly Option<string> Sort = new("--sort") { Description = "What to sort by: key, tokens, size, hits, used, created or score.", DefaultValueFactory = _ => "key", HelpName = "BY" };
    private static readonly Option<bool> Reverse = new("--reverse", "-r") { Description = "The other way round." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Only checkpoints stored for this reason.", HelpName = "REASON" };
    private static readonly Option<int> MinTokens = CommonOptions.Whole("--min-tokens", "Only checkpoints of at least so many tokens.", 1);
    private static readonly Option<bool> Watch = new("--watch", "-w") { Description = "Show the list anew every two seconds, until Ctrl-C; needs a terminal." };

    internal static Command Create()
    {
        Sort.AcceptOnlyFromAmong([.. EntryOrder.Names]);
        Reason.AcceptOnlyFromAmong([.. Enum.GetValues<KvcReason>().Select(reason => reason.NameOf())]);
        var command = new Command("ls", "Lists the checkpoints of a folder: reads their headers, 52 bytes each, and keeps those pages cached.")
        {
            Folder, Sort, Reverse, Reason, MinTokens, Watch, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var scan = new FolderListing(
                parsed.GetRequiredValue(Folder),
                parsed.GetRequiredValue(Sort),
                parsed.GetValue(Reverse),
                parsed.GetValue(Reason),
                (uint)parsed.GetValue(MinTokens));
            return parsed.GetValue(Watch)
                ? WatchAsync(scan, cancellation)
                : Task.FromResult(Run(scan.Read(), parsed.GetValue(CommonOptions.Json)));
        });
        return command;
    }

    private static int Run(ListedFolder listed, bool json)
    {
        if (json)
        {
            KvJson.Write(
                new ListDocument
                {
                    Entries = [.. listed.Entries.Select(EntryFacts.Of)],
                    Refused = [.. listed.Refused.Select(file => FaultFacts.Of(file.Path, file.Fault))],
                },
                KvJson.Default.ListDocument);
        }
        else
        {
            Terminal.Output.Write(EntryTable.Of(listed.Entries));
            Console.Out.WriteLine(Summary(listed));
        }

        foreach (var (path, fault) in listed.Refused)
        {
            Console.Error.WriteLine($"kv: {path}: {fault}");
        }

        return listed.Refused.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<int> WatchAsync(FolderListing listing, CancellationToken cancellation)
    {
        if (!Terminal.IsInteractive)
        {
            throw KvException.Usage("--watch needs a terminal");
        }

        try
        {
            await Terminal.Output.Live(View(listing.Read())).StartAsync(async context =>
            {
                while (true)
                {
                    await Task.Delay(WatchInterval, cancellation).ConfigureAwait(false);
                    context.UpdateTarget(View(listing.Read()));
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it is meant to end.
        }

        return ExitCode.Success;
    }

    private static Rows View(ListedFolder listed) => new(
        EntryTable.Of(listed.Entries),
        new Text($"{Summary(listed)}, {Quantity.Count(listed.Refused.Count)} refused, at {DateTime.UtcNow:HH:mm:ss}Z"));

    private static string Summary(ListedFolder listed) =>
        $"{Quantity.Count(listed.Entries.Count, "checkpoint")}, {Quantity.Bytes(listed.Entries.Sum(entry => entry.FileBytes))}";
}
