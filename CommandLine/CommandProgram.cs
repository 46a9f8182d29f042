using System.CommandLine;
using System.CommandLine.Help;

namespace IoPolicy.CommandLine;

/// <summary>Runs the commands of a program, and reports a failure as one sentence and an exit code.</summary>
/// <param name="name">The name of the program, which begins each message.</param>
/// <param name="root">The commands.</param>
internal sealed class CommandProgram(string name, RootCommand root)
{
    /// <summary>Removes the help aliases <c>/h</c> and <c>/?</c>. They can be paths, so they must not show the help or appear in completions.</summary>
    internal static RootCommand WithoutSlashAliases(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            _ = help.Aliases.Remove("/h");
            _ = help.Aliases.Remove("/?");
        }

        return root;
    }

    /// <summary>Parses the arguments and runs the command.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> RunAsync(string[] arguments, Interruption interruption)
    {
        var parsed = root.Parse(arguments);
        if (UsageSentence.Of(parsed, name) is { } wrong)
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
            // SIGPIPE ends other programs silently, so a listing in front of `head` must not print a failure either.
            return ExitCode.ClosedOutput;
        }
        catch (CommandException failure) when (failure.ExitCode == ExitCode.Usage)
        {
            return Fail($"{failure.Message} {UsageSentence.HelpOf(parsed, name)}", failure.ExitCode);
        }
#pragma warning disable CA1031 // Every failure becomes one sentence. The sentence of an unexpected failure names its type.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Fail(FailureSentence.From(failure), ExitCode.Failure);
        }
    }

    private int Fail(string sentence, int code)
    {
        Console.Error.WriteLine($"{name}: {sentence}");
        return code;
    }
}
