using System.CommandLine;
using IoPolicy.CommandLine;
using IoPolicy.Tool.Options;

namespace IoPolicy.Tool.Explain;

/// <summary><c>iopolicy explain</c>: prints the page of a rule.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> Id = new("RULE") { Description = "The id of a rule, such as IOP101. Without it, list the rules.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly TextTable<RulePage> Table = new(
        new("rule", 6, page => page.Id),
        new("severity", 10, page => page.Severity),
        new("says", 0, page => page.Title));

    internal static Command Create()
    {
        var command = new Command("explain", "Print the page of a rule: what it reports, why, and how to fix the code. Needs no network.")
        {
            Id, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction(parsed => Run(parsed.GetValue(Id), CommonOptions.OutputOptionsOf(parsed)));
        return command;
    }

    private static int Run(string? id, OutputOptions output)
    {
        if (id is null)
        {
            output.Report(new RuleListDocument { Rules = [.. RulePage.All.Select(RuleDocument.Of)] }, static () => ExplainJson.Default.RuleListDocument, _ =>
            {
                Console.Out.WriteLine(Table.Head);
                foreach (var page in RulePage.All)
                {
                    Console.Out.WriteLine(Table.Line(page));
                }
            });
            return ExitCode.Success;
        }

        var found = RulePage.Find(id) ?? throw new CommandException($"there is no rule '{id}'; 'iopolicy explain' lists the rules");
        output.Report(RuleDocument.Of(found) with { Markdown = found.Markdown }, static () => ExplainJson.Default.RuleDocument, _ =>
        {
            // The text comes from this program, so it may contain control codes. Other texts are written without them.
            using var text = StandardStreams.OpenOwnText();
            foreach (var line in MarkdownText.Format(found.Markdown, Terminal.IsInteractive && Terminal.Output.Profile.Capabilities.ColorSystem != Spectre.Console.ColorSystem.NoColors))
            {
                text.WriteLine(line);
            }
        });
        return ExitCode.Success;
    }
}
