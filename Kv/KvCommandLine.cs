using System.CommandLine;
using System.CommandLine.Help;
using IoPolicy.CommandLine;
using Kv.Commands;

namespace Kv;

/// <summary>Creates the commands, runs them, and reports a failure as one sentence and an exit code.</summary>
internal static class KvCommandLine
{
    private const string About = """
        Store, show and measure the KV cache files of an LLM engine and their pages in the page cache.

        Exit codes: 0 success; 1 failure or bad data; 2 wrong command line, nothing was done;
        129, 130 and 143 ended by SIGHUP, Ctrl-C (SIGINT) and SIGTERM; 141 the reader of a listing closed the pipe.
        """;

    internal static RootCommand Create()
    {
        var root = new RootCommand(About)
        {
            DemoCommand.Create(),
            LsCommand.Create(),
            ShowCommand.Create(),
            VerifyCommand.Create(),
            SaveCommand.Create(),
            LoadCommand.Create(),
            ResidencyCommand.Create(),
            DropCommand.Create(),
            PrefetchCommand.Create(),
            EvictCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            BenchCommand.Create(),
            CompletionCommand.Create(),
            DemoPassCommand.Create(),
        };

        // /h and /? can be paths, so they must not show the help or appear in completions.
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            _ = help.Aliases.Remove("/h");
            _ = help.Aliases.Remove("/?");
        }

        return root;
    }

    internal static async Task<int> RunAsync(string[] arguments, Interruption interruption)
    {
        var parsed = Create().Parse(arguments);
        if (UsageSentence.Of(parsed) is { } wrong)
        {
            return Fail(wrong, ExitCode.Usage);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = StandardStreams.OpenOwnText(),
                Error = Console.Error,
            };
            var code = await parsed.InvokeAsync(configuration, interruption.Token).ConfigureAwait(false);
            return interruption.IsRequested ? Fail("interrupted; the work was already complete", interruption.ExitCode) : code;
        }
        catch (OperationCanceledException cancelled) when (interruption.Token.IsCancellationRequested)
        {
            return Fail($"interrupted; {(cancelled is InterruptedException ? cancelled.Message : "nothing is left behind")}", interruption.ExitCode);
        }
        catch (ClosedOutputException)
        {
            // SIGPIPE ends other programs silently, so `kv ls | head` must not print a failure either.
            return ExitCode.ClosedOutput;
        }
        catch (CommandException failure) when (failure.ExitCode == ExitCode.Usage)
        {
            return Fail($"{failure.Message} {UsageSentence.HelpOf(parsed)}", failure.ExitCode);
        }
#pragma warning disable CA1031 // Every failure becomes one sentence. The sentence of an unexpected failure names its type.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Fail(FailureSentence.From(failure), ExitCode.Failure);
        }
    }

    private static int Fail(string sentence, int code)
    {
        Console.Error.WriteLine("kv: " + sentence);
        return code;
    }
}
