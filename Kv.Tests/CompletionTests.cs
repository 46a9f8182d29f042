using System.Diagnostics;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv completion</c>.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    [InlineData("powershell")]
    public async Task The_script_of_each_shell_gets_its_suggestions_from_kv(string shell)
    {
        var script = (await KvCli.RunAsync("completion", shell)).Succeeded();
        var json = (await KvCli.RunAsync("completion", shell, "--json", "--quiet")).Json();

        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
        Assert.Equal((shell, script), (json.GetProperty("shell").GetString(), json.GetProperty("script").GetString() + "\n"));
        Assert.Contains(shell is "pwsh" or "powershell" ? "for PowerShell" : $"for {shell}", script, StringComparison.Ordinal);
    }

    /// <summary>Calls the function with the words, the line and the position, as bash does.</summary>
    [Theory]
    [InlineData("kv re", "residency", Label = "a command")]
    [InlineData("kv evict --dr", "--dry-run", Label = "an option")]
    [InlineData("kv ls the-c", "the-cache-directory", Label = "a directory")]
    [InlineData("kv save --payload pay", "payload one|payload.bin", Label = "files after an option that takes one")]
    [InlineData("kv verify the-cache-directory/in", "the-cache-directory/inner", Label = "a path in a directory")]
    [InlineData("kv drop --quiet pay", "payload one|payload.bin", Label = "files after an option that takes no value")]
    [InlineData("kv verify none-of", "", Label = "no such file")]
    [InlineData("kv ls --none", "", Label = "no such option")]
    public async Task The_script_completes_commands_options_and_files_in_bash(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is missing.");
        using var scratch = Files();
        File.WriteAllText(scratch.File("test.sh"), """
            PATH="$1:$PATH"
            source <(kv completion bash)
            COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="$2"; COMP_POINT=${#COMP_LINE}
            _kv
            printf '%s\n' "${COMPREPLY[@]}" | sort
            """);

        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", [scratch.File("test.sh"), AppContext.BaseDirectory, line])
        {
            WorkingDirectory = scratch.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = await KvCli.FinishAsync(bash);

        Assert.Equal(expected, string.Join('|', result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>Presses Tab in a terminal. bash then appends a slash to a directory and quotes the space of a name.</summary>
    [Fact]
    public async Task Tab_completes_typed_lines_in_bash()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is missing.");
        using var scratch = Files();
        using var terminal = new TmuxSession(scratch.Path);
        terminal.Type("exec /bin/bash --norc --noprofile");
        terminal.Type("source <(kv completion bash); echo ready $?");
        await terminal.WaitForAsync("^ready 0");

        await CompletesAsync("kv resi", "kv residency");
        await CompletesAsync("kv evict --dr", "kv evict --dry-run");
        await CompletesAsync("kv ls the-c", "kv ls the-cache-directory/");
        await CompletesAsync(@"kv save --payload payload\ ", @"kv save --payload payload\ one");
        await CompletesAsync("kv drop /usr/lib/os-rel", "kv drop /usr/lib/os-release");

        Task CompletesAsync(string typed, string completed) =>
            CompleteAsync(terminal, typed, $"[$#] {System.Text.RegularExpressions.Regex.Escape(completed)} ?$");
    }

    /// <summary>Completes all lines in one PowerShell process, which takes seconds to start.</summary>
    [Fact]
    public async Task The_script_completes_commands_options_and_files_in_PowerShell()
    {
        var reason = DotNet.MissingTool("pwsh", "Kv.Tests");
        Assert.SkipWhen(reason is not null, reason ?? "");
        (string Line, string Completed)[] cases =
        [
            ("kv re", "residency"),
            ("kv evict --dr", "--dry-run"),
            ("kv  evict   --budget-mib 5 --dr", "--dry-run"),
            ("kv ls the-c", "./the-cache-directory"),
            ("kv verify the-cache-directory/in", "./the-cache-directory/inner"),
            ("kv save --payload pay", "'./payload one'|./payload.bin"),
            ("kv verify none-of", ""),
            ("kv ls ", "'./payload one'|./payload.bin|./test.ps1|./the-cache-directory"),
        ];
        using var scratch = Files();
        File.WriteAllText(scratch.File("test.ps1"), """
            $path, $directory, $lines = $args
            $env:PATH = "${path}:$env:PATH"
            kv completion pwsh | Out-String | Invoke-Expression
            Set-Location $directory
            foreach ($line in $lines) {
                $matches = (TabExpansion2 $line $line.Length).CompletionMatches
                ($matches | ForEach-Object { $_.CompletionText }) -join '|'
            }
            """);

        var start = DotNet.Start(
            "dotnet",
            Repository.PathOf("Kv.Tests"),
            ["tool", "run", "pwsh", "-NoProfile", "-NonInteractive", "-File", scratch.File("test.ps1"), AppContext.BaseDirectory, scratch.Path, .. cases.Select(each => each.Line)]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var shell = Process.Start(start)!;
        var result = await KvCli.FinishAsync(shell);

        Assert.Equal(cases.Select(each => each.Completed), result.Succeeded().TrimEnd('\n').Split('\n'));
    }

    /// <summary>.NET's parser accepts these words as help options for Windows.</summary>
    [Theory]
    [InlineData("/h")]
    [InlineData("/?")]
    public async Task A_path_does_not_show_the_help(string path)
    {
        var result = await KvCli.RunAsync("ls", path);
        Assert.Equal((1, $"kv: {path}: no such directory\n"), (result.ExitCode, result.Error));
        Assert.DoesNotContain(path, (await KvCli.RunAsync("[suggest:6]", "kv ls ")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_script_completes_commands_and_options_in_fish()
    {
        var reason = Tools.Missing("fish", "fish");
        Assert.SkipWhen(reason is not null, reason ?? "");

        using var fish = Process.Start(new ProcessStartInfo(
            "fish",
            ["--no-config", "-c", "set -x PATH $argv[1] $PATH; kv completion fish | source; complete -C 'kv resi'; complete -C 'kv evict --dr'", AppContext.BaseDirectory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = await KvCli.FinishAsync(fish);

        Assert.Equal("residency\n--dry-run\n", result.Succeeded());
    }

    /// <summary>Presses Tab in a terminal, because zsh completes only there.</summary>
    [Fact]
    public async Task The_script_completes_commands_options_and_files_in_zsh()
    {
        var reason = Tools.Missing("zsh", "zsh");
        Assert.SkipWhen(reason is not null, reason ?? "");
        using var scratch = new ScratchDirectory(isPrivate: true);
        Directory.CreateDirectory(scratch.File("the-cache-directory"));
        using var terminal = new TmuxSession(scratch.Path);
        terminal.Type("exec zsh -f");
        terminal.Type("autoload -U compinit; compinit -D -u; source <(kv completion zsh); echo ready $?");
        await terminal.WaitForAsync("^ready 0");

        await CompletesAsync("kv resi", "kv residency");
        await CompletesAsync("kv evict --dr", "kv evict --dry-run");
        await CompletesAsync("kv ls the-c", "kv ls the-cache-directory");

        Task CompletesAsync(string typed, string completed) => CompleteAsync(terminal, typed, $"[%#] {completed}");
    }

    /// <summary>Types the beginning of a line, presses Tab, and waits for the pattern of the completed line.</summary>
    private static async Task CompleteAsync(TmuxSession terminal, string typed, string pattern)
    {
        terminal.Press("C-u");
        terminal.Write(typed);
        terminal.Press("Tab");
        await terminal.WaitForAsync(pattern);
    }

    private static ScratchDirectory Files()
    {
        var scratch = new ScratchDirectory(isPrivate: true);
        Directory.CreateDirectory(scratch.File("the-cache-directory/inner"));
        File.WriteAllBytes(scratch.File("payload.bin"), []);
        File.WriteAllBytes(scratch.File("payload one"), []);
        return scratch;
    }
}
