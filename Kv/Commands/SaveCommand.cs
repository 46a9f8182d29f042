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
    private static readonly Argument<string> DirectoryPath = OptionKinds.Path("DIRECTORY", "The cache directory. The command creates a missing directory.");
    private static readonly Option<string> Text = new("--text") { Description = "Store the checkpoint under this text.", Required = true };
    private static readonly Option<int> Tokens = OptionKinds.PositiveInteger("--tokens", "Store N tokens.", 2048);
    private static readonly Option<string?> Payload = OptionKinds.PathOption("FILE", "Store the payload from this file. Default: a synthetic session of the real layout and size.", "--payload");
    private static readonly Option<int> Context = OptionKinds.PositiveInteger("--context", "Set the context size of the session to N tokens.", 100_000);
    private static readonly Option<string> Model = new("--model") { Description = "Set the model of the session.", DefaultValueFactory = _ => KvcModels.NameOf(KvcModels.Flash), HelpName = "MODEL" };
    private static readonly Option<int?> Abi = CommonOptions.PayloadAbi("Set the payload ABI: 2, or 0 for ds4 before May 2026. Default: 2.");
    private static readonly Option<int> Quant = new("--quant") { Description = "Set the bits of a routed weight: 2 or 4.", DefaultValueFactory = _ => 2, HelpName = "BITS" };

    internal static Command Create()
    {
        Quant.AcceptOnlyFromAmong("2", "4");
        Model.AcceptOnlyFromAmong([.. KvcModels.All]);
        var command = new Command("save", "Store a checkpoint in a directory. Writes a durable temporary file, renames the file, and drops its pages.")
        {
            DirectoryPath, Text, Tokens, Payload, Context, Quant, Model, Abi, CommonOptions.AnyPayload, CommonOptions.Json, OptionKinds.Quiet,
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
            throw CommandException.Usage("--abi 0 needs --model flash");
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
            Payload = new ProgressStream(payload, moved, cancellation),
            PayloadBytes = (ulong)payload.Length,
        }, cancellation)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (stored.Entry is not { } entry)
        {
            throw new CommandException($"{directory}: the checkpoint was not stored: {ReasonOf(stored.Outcome)}");
        }

        var document = new SaveDocument
        {
            Stored = stored.Outcome == StoreOutcome.Stored,
            Entry = EntryFacts.Of(entry),
            Seconds = seconds,
            PayloadFault = payloadFault is null ? null : FaultFacts.Of(payloadPath!, payloadFault),
            Residency = FileResidency.Of(entry.Path, IoPolicy.PageCache.GetResidency(entry.Path)),
        };
        output.Report(document, static () => KvJson.Default.SaveDocument, saved => Console.Out.WriteLine(saved.Stored
            ? $"{entry.Path}: {Formatting.Bytes(entry.FileBytes)} in {Formatting.Seconds(seconds)}, {PagesLeft.Of(saved.Residency)}"
            : $"{entry.Path}: the directory already has a usable checkpoint of this text, which is unchanged"));
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
            throw new CommandException($"{target.Path}: the checkpoint was not stored: {FailureSentence.From(failure)}", failure);
        }
    }

    /// <summary>Finds the fault of a payload that is not a session of the given tokens; null for a valid session.</summary>
    private static KvcFault? PayloadFaultOf(Stream payload, uint tokens, DsvLayout layout)
    {
        var isSession = DsvPayload.TryRead(payload, 0, payload.Length, layout, contextSize: null, out var session, out var fault);
        payload.Position = 0;
        return !isSession ? fault!.InFile(0)
            : session!.Header.Tokens != tokens ? new KvcFault(KvcFaultKind.TokenCount, 0, $"a session of {tokens} tokens (--tokens)", $"a session of {session.Header.Tokens}")
            : null;
    }

    private static Stream Open(string? path, uint tokens, uint context, DsvLayout layout) =>
        path is not null ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
        : context > tokens ? SyntheticPayload.OpenRead(tokens, context, layout: layout)
        : throw new CommandException($"a context of {Formatting.Count(context, "token")} is too small for a checkpoint of {Formatting.Count(tokens)}: --context must be more than --tokens");

    private static string ReasonOf(StoreOutcome outcome) => outcome switch
    {
        StoreOutcome.NotLoadable => "the session's context is full, so no session of this size can load the checkpoint",
        StoreOutcome.NoPayload => "the payload is empty",
        StoreOutcome.TokensOutOfRange => "the number of tokens is too low or too high",
        StoreOutcome.ForeignFile => "a file of a newer program with the same text exists, and remains unchanged",
        StoreOutcome.OtherModel => "a checkpoint of another model with the same text exists, and remains unchanged",
        StoreOutcome.OverBudget => "the checkpoint is larger than the directory's budget",
        _ => outcome.ToString(),
    };
}
