using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Progress bars of slow commands, in the bytes that a terminal receives. The tracer makes the commands slow.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ProgressTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    /// <summary>The command, the title of its bar, and the system call that is slow.</summary>
    public static TheoryData<string, string, string> SlowCommands => new()
    {
        { "drop cache", "dropping", "fadvise64" },
        { "prefetch cache", "prefetching", "readahead,fadvise64" },
        { "verify cache", "verifying", "pread64" },
        { "export cache -o archive", "exporting", "pwrite64" },
        { "save new --text prompt --tokens 1024", "saving", "pwrite64" },
    };

    [Theory]
    [MemberData(nameof(SlowCommands))]
    public async Task Only_a_command_that_is_not_quiet_shows_a_bar(string command, string title, string slow)
    {
        Assert.Contains(title, await RunAsync(command, slow), StringComparison.Ordinal);
        Assert.Equal("", await RunAsync(command + " --quiet", slow));
    }

    /// <summary>Runs a command in a terminal, on new files, and gets what the terminal receives.</summary>
    private async Task<string> RunAsync(string command, string slow)
    {
        Strace.Require();
        Assert.SkipWhen(Tools.Missing("script", "bsdutils") is { }, "script is missing.");
        _ = Shell.Run("rm", "-rf", _scratch.File("cache"), _scratch.File("new"), _scratch.File("archive")).OrThrow();
        for (var file = 0; file < 8; file++)
        {
            _ = (await KvCli.RunInAsync(_scratch.Path, "save", "cache", "--text", $"text {file}", "--tokens", "1", "--context", "100")).Succeeded();
        }

        var program = $"strace -f -o /dev/null -e trace={slow} -e inject={slow}:delay_exit=300000:when=1..8 -- $kv {command}";
        var result = await KvCli.BashAsync(_scratch.Path, $"TERM=xterm script -qec \"{program}\" /dev/null");
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }
}
