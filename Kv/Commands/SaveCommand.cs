using System.CommandLine;
using System.Diagnostics;
using System.Text;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv save</c>: stores a checkpoint in a directory, as the engine does.</summary>
internal static class SaveCommand
{
    private static readonly Argument<string> DirectoryPath = CommonOptions.Path("DIRECTORY", "The cache directory; created if it does not exist.");
    private static readonly Option<string> Text = new("--text") { Description = "The text that the checkpoint is found by.", Required = true };
    private static readonly Option<int> Tokens = CommonOptions.Whole("--tokens", "Tokens in the checkpoint.", 2048);
    private static readonly Option<string?> Payload = CommonOptions.PathOption("FILE", "Store the bytes of a file [default: a synthetic session of the true layout and size]", "--payload");
    private static readonly Option<int> Context = CommonOptions.Whole("--context", "Context size of the session, in tokens.", 100_000);
    private static readonly Option<string> Model = new("--model") { Description = "Model of the session.", DefaultValueFactory = _ => KvcModels.NameOf(KvcModels.Flash), HelpName = "MODEL" };
    private static readonly Option<int?> Abi = CommonOptions.PayloadAbi("Generation of the file: 2, or 0 for ds4 before May 2026 [default: 2]");
    private static readonly Option<int> Quant = new("--quant") { Description = "Bits of a routed weight: 2 or 4.", DefaultValueFactory = _ => 2, HelpName = "BITS" };

    internal static Command Create()
    {
        Quant.AcceptOnlyFromAmong("2", "4");
        Model.AcceptOnlyFromAmong([.. KvcModels.All]);
        var command = new Command("save", "Stores a checkpoint in a directory: writes a temporary file, makes it durable, renames it, and drops its pages.")
        {
            DirectoryPath, Text, Tokens, Payload, Context, Quant, Model, Abi, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(DirectoryPath),
            new StoreRequest
            {
                Text = Encoding.UTF8.GetBytes(parsed.GetRequiredValue(Text)),
                Tokens = (uint)parsed.GetValue(Tokens),
                Session = new KvSession(
                    parsed.GetValue(Quant),
                    (uint)parsed.GetValue(Context),
                    (byte)KvcModels.All.Index().First(model => model.Item == parsed.GetValue(Model)).Index,
                    (byte)(parsed.GetValue(Abi) ?? KvcHeader.CurrentPayloadAbi)),
                Payload = Stream.Null,
                PayloadBytes = 0,
                Reason = KvcReason.Cold,
            },
            parsed.GetValue(Payload),
            parsed.GetValue(CommonOptions.AnyPayload),
            CommonOptions.OutputOptionsOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string directory, StoreRequest request, string? payloadPath, bool any, OutputOptions output, CancellationToken cancellation)
    {
        if (payloadPath is not null)
        {
            KvFiles.EnsureFile(payloadPath);
        }

        if (request.Session is { PayloadAbi: KvcHeader.OldPayloadAbi, ModelId: not KvcModels.Flash })
        {
            throw CommandException.Usage("--abi 0 goes with --model flash alone");
        }

        var layout = request.Session.Layout!;
        using var payload = Open(payloadPath, request.Tokens, request.Session.ContextSize, layout);
        var payloadFault = payloadPath is null || any ? null : PayloadFaultOf(payload, request.Tokens, layout);
        var target = new TargetDirectory(directory);
        using var cache = target.Open(new CacheDirectoryOptions
        {
            BudgetBytes = 0,
            Checks = payloadPath is null ? PayloadChecks.Dsv4 : PayloadChecks.None,
            Policy = new StorePolicy { MinTokens = 1 },
        }, cancellation);
        var start = Stopwatch.GetTimestamp();
        var stored = Store(target, () => ProgressBars.OfBytes("saving", output, payload.Length, moved => cache.Store(request with
        {
            Payload = new WatchedStream(payload, moved, cancellation),
            PayloadBytes = (ulong)payload.Length,
        }, cancellation)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (stored.Entry is not { } entry)
        {
            throw new CommandException($"{directory}: the checkpoint was not stored: {Why(stored.Outcome)}");
        }

        var document = new SaveDocument
        {
            Stored = stored.Outcome == StoreOutcome.Stored,
            Entry = EntryFacts.Of(entry),
            Seconds = seconds,
            PayloadFault = payloadFault is null ? null : FaultFacts.Of(payloadPath!, payloadFault),
            Residency = FileResidency.Of(entry.Path, IoPolicy.PageCache.GetResidency(entry.Path)),
        };
        output.Tell(document, KvJson.Default.SaveDocument, told => Console.Out.WriteLine(told.Stored
            ? $"{entry.Path}: {Formatting.Bytes(entry.FileBytes)} in {Formatting.Seconds(seconds)}, {PagesLeft.Of(told.Residency)}"
            : $"{entry.Path}: a usable checkpoint of this text is there already; it was left alone"));
        TargetDirectory.PrintWarnings(cache, output);
        foreach (var failure in stored.Failures)
        {
            Console.Error.WriteLine($"kv: {failure}");
        }

        if (payloadFault is not null && !output.Quiet)
        {
            Console.Error.WriteLine($"kv: warning: {payloadPath}: {payloadFault}: kv verify and kv load reject the checkpoint without --any-payload");
        }

        return ExitCode.Success;
    }

    private static StoreResult Store(TargetDirectory target, Func<StoreResult> store)
    {
        try
        {
            return store();
        }
        catch (OperationCanceledException)
        {
            target.RemoveIfCreated();
            throw;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new CommandException($"{target.Path}: the checkpoint was not stored: {FailureSentence.Of(failure)}", failure);
        }
    }

    /// <summary>Why a payload is no session of so many tokens; null where it is one.</summary>
    private static KvcFault? PayloadFaultOf(Stream payload, uint tokens, DsvLayout layout)
    {
        var isSession = DsvPayload.TryRead(payload, 0, payload.Length, layout, contextSize: null, out var session, out var fault);
        payload.Position = 0;
        return !isSession ? fault!.InFile(0)
            : session!.Header.Tokens != tokens ? new KvcFault(KvcFaultKind.TokenCount, 0, $"a session of {tokens} tokens (--tokens)", $"one of {session.Header.Tokens}")
            : null;
    }

    private static Stream Open(string? path, uint tokens, uint context, DsvLayout layout) =>
        path is not null ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
        : context > tokens ? SyntheticPayload.OpenRead(tokens, context, layout: layout)
        : throw new CommandException($"a context of {Formatting.Count(context, "token")} has no room for a checkpoint of {Formatting.Count(tokens)}: --context must be more than --tokens");

    private static string Why(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.NotLoadable => "the session's context is full, so that no session of this size could load it",
        StoreOutcome.NoPayload => "its payload is empty",
        StoreOutcome.TooFewTokens => "it has too few tokens, or too many",
        StoreOutcome.ForeignFile => "a file of the same text exists that a newer program made; it stays",
        StoreOutcome.OtherModel => "a checkpoint of the same text exists that is another model's; it stays",
        StoreOutcome.OverBudget => "it is larger than the directory's budget",
        _ => outcome.ToString(),
    };
}
