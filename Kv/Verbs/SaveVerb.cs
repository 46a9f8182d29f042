using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv save</c>: stores a checkpoint in a folder, as the engine does.</summary>
internal static class SaveVerb
{
    private static readonly Argument<string> Folder = new("FOLDER") { Description = "The cache folder; it is created where it is not there." };
    private static readonly Option<string> Text = new("--text") { Description = "The text that the checkpoint is found by.", Required = true };
    private static readonly Option<int> Tokens = CommonOptions.Whole("--tokens", "Tokens in the checkpoint.", 2048);
    private static readonly Option<string?> Payload = new("--payload") { Description = "A file whose bytes are the payload [default: a synthetic session of the true layout and size]", HelpName = "FILE" };
    private static readonly Option<int> Context = CommonOptions.Whole("--context", "The session's context size, in tokens.", 100_000);
    private static readonly Option<int> Quant = new("--quant") { Description = "Bits a routed weight.", DefaultValueFactory = _ => 2 };

    internal static Command Create()
    {
        Quant.AcceptOnlyFromAmong("2", "4");
        var command = new Command("save", "Stores a checkpoint in a folder: written beside, made durable, then renamed; its pages are dropped.")
        {
            Folder, Text, Tokens, Payload, Context, Quant, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Folder),
            Encoding.UTF8.GetBytes(parsed.GetRequiredValue(Text)),
            (uint)parsed.GetValue(Tokens),
            (uint)parsed.GetValue(Context),
            parsed.GetValue(Quant),
            parsed.GetValue(Payload),
            CommonOptions.MannerOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string folder, byte[] text, uint tokens, uint context, int quant, string? payloadPath, Manner manner, CancellationToken cancellation)
    {
        if (payloadPath is not null)
        {
            KvFiles.EnsureFile(payloadPath);
        }

        using var payload = Open(payloadPath, tokens, context);
        using var cache = CacheFolder.Open(folder, new CacheFolderOptions
        {
            BudgetBytes = 0,
            Checks = payloadPath is null ? PayloadChecks.Dsv4 : PayloadChecks.None,
            Policy = new StorePolicy { MinTokens = 1 },
        }, cancellation);
        var start = Stopwatch.GetTimestamp();
        var stored = ProgressBars.OfBytes("saving", manner, payload.Length, moved => cache.Store(new StoreRequest
        {
            Text = text,
            Tokens = tokens,
            Session = new KvSession(quant, context),
            Payload = new WatchedStream(payload, moved, cancellation),
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReason.Cold,
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (stored.Entry is not { } entry)
        {
            throw new KvException($"{folder}: the checkpoint was not stored: {Why(stored.Outcome)}");
        }

        var document = new SaveDocument
        {
            Stored = stored.Outcome == StoreOutcome.Stored,
            Entry = EntryFacts.Of(entry),
            Seconds = seconds,
            Residency = FileResidency.Of(entry.Path, IoPolicy.Residency.Of(entry.Path)),
        };
        manner.Tell(document, KvJson.Default.SaveDocument, told => Console.Out.WriteLine(told.Stored
            ? $"{entry.Path}: {Quantity.Bytes(entry.FileBytes)} in {Quantity.Seconds(seconds)}, {PagesLeft.Of(told.Residency)}"
            : $"{entry.Path}: a usable checkpoint of this text is there already; it was left alone"));
        return ExitCode.Success;
    }

    private static Stream Open(string? path, uint tokens, uint context) =>
        path is not null ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
        : context > tokens ? SyntheticPayload.OpenRead(tokens, context)
        : throw new KvException($"a context of {context} tokens has no room for a checkpoint of {tokens}: --context must be more than --tokens");

    private static string Why(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.NotLoadable => "the session's context is full, so that no session of this size could load it",
        StoreOutcome.NoPayload => "its payload is empty",
        StoreOutcome.TooFewTokens => "it has too few tokens, or too many",
        StoreOutcome.ForeignFile => "a file of the same text exists that another version of the format made; it stays",
        StoreOutcome.OverBudget => "it is larger than the folder's budget",
        _ => outcome.ToString(),
    };
}
