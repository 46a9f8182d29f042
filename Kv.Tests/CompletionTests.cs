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
        using var scratch = new ScratchFolder();
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
}
