using System.CommandLine;
using System.CommandLine.Invocation;
using Kv.Output;
using Kv.Verbs;

namespace Kv;

/// <summary>The command line: its verbs, and how a failure becomes one sentence and an exit code.</summary>
internal static class KvCommandLine
{
    private const string About = """
        Keeps, shows and measures the KV cache files of an LLM engine, and what they leave in the page cache.

        Exit codes: 0 done; 1 it failed, or the data is bad; 2 the command line is wrong, nothing was done;
        129, 130 and 143 ended by SIGHUP, Ctrl-C (SIGINT) and SIGTERM, nothing is left behind.
        """;

    internal static RootCommand Create() => new(About)
    {
        DemoVerb.Create(),
        LsVerb.Create(),
        ShowVerb.Create(),
        VerifyVerb.Create(),
        SaveVerb.Create(),
        LoadVerb.Create(),
        ResidencyVerb.Create(),
        DropVerb.Create(),
        PrefetchVerb.Create(),
        EvictVerb.Create(),
        ExportVerb.Create(),
        ImportVerb.Create(),
        BenchVerb.Create(),
        CompletionVerb.Create(),
        DemoPassVerb.Create(),
    };

    /// <summary>The values that an option may have come one a line.</summary>
    private static string OneLine(string message) => string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    internal static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error, Interruption interruption)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            await error.WriteLineAsync($"kv: {OneLine(parsed.Errors[0].Message)} (kv --help lists the verbs)").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = error,
            };
            return await parsed.InvokeAsync(configuration, interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await error.WriteLineAsync("kv: interrupted; nothing is left behind").ConfigureAwait(false);
            return interruption.ExitCode;
        }
        catch (Exception failure) when (failure is KvException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await error.WriteLineAsync($"kv: {failure.Message}").ConfigureAwait(false);
            return (failure as KvException)?.ExitCode ?? ExitCode.Failure;
        }
    }
}
