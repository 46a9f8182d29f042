using System.CommandLine;
using Kv.Output;

namespace Kv.Verbs;

/// <summary><c>kv completion</c>: a shell's completion script, which asks the program itself what could follow.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        # kv completion for bash: source <(kv completion bash)
        _kv() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _kv kv
        """;

    private const string Zsh = """
        #compdef kv
        # kv completion for zsh: source <(kv completion zsh)
        _kv() {
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a suggestions
            _files
        }
        compdef _kv kv
        """;

    private const string Fish = """
        # kv completion for fish: kv completion fish | source
        complete -c kv -a '(set -l line (commandline -cp); kv "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    private static readonly Argument<string> Shell = new("SHELL") { Description = "bash, zsh or fish." };

    internal static Command Create()
    {
        Shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script with which a shell completes verbs and options.") { Shell, CommonOptions.Json, CommonOptions.Quiet };
        command.SetAction(parsed =>
        {
            var shell = parsed.GetRequiredValue(Shell);
            var document = new CompletionDocument { Shell = shell, Script = shell switch { "bash" => Bash, "zsh" => Zsh, _ => Fish } };
            CommonOptions.MannerOf(parsed).Tell(document, KvJson.Default.CompletionDocument, told => Console.Out.WriteLine(told.Script));
            return ExitCode.Success;
        });
        return command;
    }
}
