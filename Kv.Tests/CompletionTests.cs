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
    public async Task Each_shell_has_a_script_that_asks_the_program(string shell) =>
        Assert.Contains("[suggest:", (await KvCli.RunAsync("completion", shell)).Succeeded(), StringComparison.Ordinal);

    [Fact]
    public async Task Bash_completes_verbs_and_options_with_it()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        using var scratch = new ScratchDirectory(isPrivate: true);
        File.WriteAllText(scratch.File("test.sh"), """
            PATH="$1:$PATH"
            source <(kv completion bash)
            complete_words() {
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
                _kv; printf '%s\n' "${COMPREPLY[@]}"
            }
            complete_words kv re
            complete_words kv evict --dr
            """);

        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", [scratch.File("test.sh"), AppContext.BaseDirectory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = await KvCli.FinishAsync(bash);

        Assert.Equal("residency\n--dry-run\n", result.Succeeded());
    }

    [Fact]
    public async Task Fish_completes_verbs_and_options_with_it()
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

    /// <summary>zsh completes only where somebody types: in a terminal, with the Tab key.</summary>
    [Fact]
    public async Task Zsh_completes_verbs_options_and_files_with_it()
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

        async Task CompletesAsync(string typed, string completed)
        {
            terminal.Press("C-u");
            terminal.Write(typed);
            terminal.Press("Tab");
            await terminal.WaitForAsync($"[%#] {completed}");
        }
    }
}
