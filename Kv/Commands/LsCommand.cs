using System.CommandLine;
using IoPolicy.CommandLine;
using KvCache;
using Spectre.Console;

namespace Kv.Commands;

/// <summary><c>kv ls</c>: lists the checkpoints of a directory from their headers.</summary>
internal static class LsCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private static readonly Argument<string> DirectoryPath = OptionKinds.Path("DIRECTORY", "The cache directory.");
    private static readonly Option<string> Sort = new("--sort") { Description = "Sort by key (0 to f), or by tokens, size, hits, used, created or score (largest or latest first). Eviction starts at the lowest score.", DefaultValueFactory = _ => "key", HelpName = "BY" };
    private static readonly Option<bool> Unsorted = new("--unsorted", "-U") { Description = "Print each file immediately, in the order of the directory and in constant memory." };
    private static readonly Option<bool> Reverse = new("--reverse", "-r") { Description = "Reverse the order." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "List only checkpoints stored for this reason.", HelpName = "REASON" };
    private static readonly Option<int> MinTokens = OptionKinds.PositiveInteger("--min-tokens", "List only checkpoints of at least N tokens.", 1);
    private static readonly Option<int?> Limit = OptionKinds.PositiveInteger("--limit", "List only the first N checkpoints. Uses memory for at most 2 N checkpoints.");
    private static readonly Option<bool> Titles = new("--titles") { Description = "Show the titles of agent sessions. Also reads their texts and titles." };
    private static readonly Option<bool> Stale = new("--stale") { Description = "List only files that ds4 no longer uses since May 2026: checkpoints of payload ABI 0, and abandoned payloads." };
    private static readonly Option<bool> Watch = new("--watch", "-w") { Description = "Refresh the list every two seconds until Ctrl-C. Shows the lines that fit the terminal." };

    internal static Command Create()
    {
        Sort.AcceptOnlyFromAmong([.. EntryOrder.Names]);
        Reason.AcceptOnlyFromAmong([.. Enum.GetValues<KvcReason>().Select(reason => reason.Name())]);
        var command = new Command("ls", "List the checkpoints of a directory. Reads 52 bytes of each file, and keeps these pages cached.")
        {
            DirectoryPath, Sort, Unsorted, Reverse, Reason, MinTokens, Limit, Titles, Stale, CommonOptions.TemporaryDirectory, Watch, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(ListingOf(parsed), parsed.GetValue(Watch), CommonOptions.OutputOptionsOf(parsed), cancellation));
        return command;
    }

    private static Listing ListingOf(ParseResult parsed)
    {
        var unsorted = parsed.GetValue(Unsorted);
        if (unsorted && (parsed.GetResult(Sort) is { Implicit: false } || parsed.GetValue(Reverse) || parsed.GetValue(Watch)))
        {
            throw CommandException.Usage("--unsorted excludes --sort, --reverse and --watch");
        }

        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new Listing(
            parsed.GetRequiredValue(DirectoryPath),
            unsorted ? null : EntryOrder.By(parsed.GetRequiredValue(Sort), parsed.GetValue(Reverse), now),
            parsed.GetValue(Reason),
            (uint)parsed.GetValue(MinTokens),
            parsed.GetValue(Limit) ?? int.MaxValue,
            parsed.GetRequiredValue(Sort) == "score" ? now : null)
        {
            HasTitles = parsed.GetValue(Titles),
            StaleIn = parsed.GetValue(Stale) ? parsed.GetValue(CommonOptions.TemporaryDirectory) ?? StaleFiles.PayloadDirectory : null,
        };
    }

    private static Task<int> RunAsync(Listing listing, bool watch, OutputOptions output, CancellationToken cancellation) =>
        listing.Order is not { } order ? Task.FromResult(Stream(listing, output, cancellation))
        : watch ? WatchAsync(listing, order, output, cancellation)
        : Task.FromResult(Print(listing, order, output, cancellation));

    /// <summary>Reads the whole directory and prints the files in order.</summary>
    private static int Print(Listing listing, EntryOrder order, OutputOptions output, CancellationToken cancellation)
    {
        var listed = listing.Read(order, output, cancellation);
        if (output.Json)
        {
            using var stream = StandardStreams.OpenOutput("the document");
            ListWriter.Write(stream, listing, listed.Files, listed.Faulty);
        }
        else if (!output.Quiet)
        {
            using var lines = StandardStreams.OpenLines();
            lines.WriteLine(listing.Table.Head);
            foreach (var file in listed.Files)
            {
                lines.WriteLine(listing.Table.Span(file));
            }

            PrintOthers(lines, listing, listed.Faulty);
            lines.WriteLine(Summary(listed.Count, listed.Bytes, listed.Files.Count));
        }

        return ReportDamaged(listing.DirectoryPath, listed.Faulty) ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>Prints each file immediately. Keeps only the files for the end of the output in memory.</summary>
    private static int Stream(Listing listing, OutputOptions output, CancellationToken cancellation)
    {
        KvFiles.EnsureDirectory(listing.DirectoryPath, fileCommand: "show");
        var faultyFiles = new List<FaultyFile>();
        var (count, bytes, bad) = (0L, 0L, false);
        if (output.Json)
        {
            using var stream = StandardStreams.OpenOutput("the document");
            ListWriter.Write(stream, listing, Wanted(), faultyFiles);
        }
        else
        {
            using var lines = output.Quiet ? TextWriter.Null : StandardStreams.OpenLines();
            lines.WriteLine(listing.Table.Head);
            foreach (var file in Wanted())
            {
                if (!output.Quiet)
                {
                    lines.WriteLine(listing.Table.Span(file));
                }
            }

            PrintOthers(lines, listing, faultyFiles);
            lines.WriteLine(Summary(count, bytes, count));
        }

        return bad ? ExitCode.Failure : ExitCode.Success;

        IEnumerable<ScannedCheckpoint> Wanted()
        {
            foreach (var file in DirectoryScan.Read(listing.DirectoryPath).Concat(listing.StaleSystemPrompt()))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!file.TryGetCheckpoint(out var checkpoint, out var faulty))
                {
                    bad |= ReportDamaged(listing.DirectoryPath, [faulty]);
                    faultyFiles.AddRange(output.Json || faulty.IsNewer ? [faulty] : []);
                }
                else if (listing.IsWanted(checkpoint))
                {
                    count++;
                    bytes += checkpoint.FileBytes;
                    yield return checkpoint;
                    if (count == listing.Limit)
                    {
                        yield break;
                    }
                }
            }
        }
    }

    private static async Task<int> WatchAsync(Listing listing, EntryOrder order, OutputOptions output, CancellationToken cancellation)
    {
        if (!Terminal.IsInteractive || output.Json || output.Quiet)
        {
            throw CommandException.Usage("--watch needs a terminal, and excludes --json and --quiet");
        }

        Interruption.CtrlCIsNormal = true;

        // The header, two lines of the wrapped summary, and the line of the cursor.
        const int OtherLines = 4;
        var fits = listing with { Limit = Math.Min(listing.Limit, Math.Max(1, Terminal.Output.Profile.Height - OtherLines)) };
        try
        {
            await Terminal.Output.Live(View()).StartAsync(async context =>
            {
                while (true)
                {
                    await Task.Delay(WatchInterval, cancellation).ConfigureAwait(false);
                    context.UpdateTarget(View());
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the normal end. CommandProgram handles the other signals.
        }

        return ExitCode.Success;

        Text View()
        {
            var listed = fits.Read(order, new OutputOptions(Json: false, Quiet: true), cancellation);
            return new Text(string.Join('\n',
            [
                listing.Table.Head,
                .. listed.Files.Select(listing.Table.Line),
                $"{Summary(listed.Count, listed.Bytes, listed.Files.Count)}, {Formatting.Count(listed.Faulty.Count(file => !file.IsNewer))} refused, at {DateTime.UtcNow:HH:mm:ss}Z",
            ]));
        }
    }

    /// <summary>Reports the damaged files. A file of a newer program is not damaged.</summary>
    /// <returns>Whether a file is damaged.</returns>
    private static bool ReportDamaged(string directory, IEnumerable<FaultyFile> files)
    {
        var isBad = false;
        foreach (var file in files.Where(file => !file.IsNewer))
        {
            isBad = true;
            Console.Error.WriteLine($"kv: {file.PathIn(directory)}: {file.Fault}");
        }

        return isBad;
    }

    private static void PrintOthers(TextWriter lines, Listing listing, IEnumerable<FaultyFile> faulty)
    {
        foreach (var file in faulty.Where(file => file.IsNewer))
        {
            lines.WriteLine($"{file.PathIn(listing.DirectoryPath)}: {Formatting.Bytes(file.FileBytes)}, {file.Fault}; not damaged");
        }

        foreach (var file in listing.AbandonedPayloads())
        {
            lines.WriteLine($"{file.FullName}: {Formatting.Bytes(file.Length)}, an abandoned payload of ds4");
        }
    }

    private static string Summary(long count, long bytes, long shown) =>
        $"{Formatting.Count(count, "checkpoint")}, {Formatting.Bytes(bytes)}{(shown < count ? $", the first {Formatting.Count(shown)} shown" : "")}";
}
