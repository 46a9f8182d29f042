using System.CommandLine;
using System.Text;
using IoPolicy.CommandLine;
using Kv.Output;

namespace Kv.Commands;

/// <summary><c>kv completion</c>: prints the completion script of a shell. The script runs <c>kv</c> to get the suggestions.</summary>
internal static class CompletionCommand
{
    // The bash script offers options only for a word that begins with a dash, and files if the program has no suggestion.
    private const string Bash = """
        # kv completion for bash: source <(kv completion bash)
        _kv() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}" words
            words=$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            [[ $word == -* ]] || words=$(grep -v '^-' <<<"$words")
            COMPREPLY=($(compgen -W "$words" -- "$word"))
            if [[ ${#COMPREPLY[@]} -eq 0 && $word != -* ]]; then
                compopt -o filenames 2>/dev/null
                COMPREPLY=($(compgen -f -- "$word"))
            fi
        }
        complete -F _kv kv
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

    // PowerShell itself offers files if a completer has no suggestion.
    private const string PowerShell = """
        # kv completion for PowerShell: kv completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName kv -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $position = $cursorPosition - $commandAst.Extent.StartOffset
            $line = $commandAst.ToString().PadRight($position)
            kv "[suggest:$position]" $line 2>$null |
                Where-Object { $_.StartsWith($wordToComplete) -and ($wordToComplete.StartsWith('-') -or -not $_.StartsWith('-')) } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = Bash,
        ["zsh"] = Zsh,
        ["fish"] = Fish,
        ["pwsh"] = PowerShell,
        ["powershell"] = PowerShell,
    };

    private static readonly Argument<string> Shell = new("SHELL") { Description = "The shell: bash, zsh, fish, or pwsh (also powershell)." };

    internal static Command Create()
    {
        Shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print a script that makes a shell complete commands, options and files.") { Shell, CommonOptions.Json, OptionKinds.Quiet };
        command.SetAction(parsed =>
        {
            var shell = parsed.GetRequiredValue(Shell);
            var document = new CompletionDocument { Shell = shell, Script = Scripts[shell] };
            CommonOptions.OutputOptionsOf(parsed).Report(document, static () => KvJson.Default.CompletionDocument, Print);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Print(CompletionDocument document)
    {
        using var output = StandardStreams.OpenOutput("the script");
        output.Write(Encoding.UTF8.GetBytes(document.Script + "\n"));
    }
}
