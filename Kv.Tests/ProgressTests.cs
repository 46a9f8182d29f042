using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Progress bars of slow commands, in the bytes that a terminal receives. The tracer makes the commands slow.</summary>
[Collection(nameof(Undisturbed))]
public sealed partial class ProgressTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    /// <summary>The command, the title of its bar, the system call that is slow, and the pattern of the done and all work.</summary>
    public static TheoryData<string, string, string, string> SlowCommands => new()
    {
        { "drop cache", "dropping", "fadvise64", @"\d/8 files [\d?]+/s" },
        { "prefetch cache", "prefetching", "readahead,fadvise64", @"\d/8 files [\d?]+/s" },
        { "verify cache", "verifying", "pread64", @"\d/8 files [\d?]+/s" },
        { "export cache -o archive", "exporting", "pwrite64", @"[\d.]+/[\d.]+ MiB [\d.?]+ ?([KM]i)?B?/s" },
        { "save new --text prompt --tokens 1024", "saving", "pwrite64", @"[\d.]+/[\d.]+ MiB [\d.?]+ ?([KM]i)?B?/s" },
    };

    /// <summary>The two runs go on at the same time, because each mostly waits for the tracer.</summary>
    [Theory]
    [MemberData(nameof(SlowCommands))]
    public async Task Only_a_command_that_is_not_quiet_shows_a_bar(string command, string title, string slow, string amount)
    {
        Strace.Require();
        Assert.SkipWhen(Tools.Missing("script", "bsdutils") is { }, "script is missing.");
        var shown = RunAsync("shown", command, slow);
        var quiet = RunAsync("quiet", command + " --quiet", slow);

        Assert.Matches($@"{title}[^\n]* \d+ *%[^\n]* {amount}", Styles().Replace(await shown, ""));
        Assert.Equal("", await quiet);
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Styles();

    /// <summary>Runs a command in a terminal, on new files, and gets what the terminal receives.</summary>
    private async Task<string> RunAsync(string name, string command, string slow)
    {
        var directory = Directory.CreateDirectory(_scratch.File(name)).FullName;
        for (var file = 0; file < 8; file++)
        {
            _ = Checkpoints.Save(Path.Combine(directory, "cache"), $"text {file}", contextSize: 100);
        }

        // A bar appears after a second.
        var program = $"strace -f -o /dev/null -e trace={slow} -e inject={slow}:delay_exit=300000:when=1..8 -- $kv {command}";
        var result = await KvCli.BashAsync(directory, $"TERM=xterm script -qec \"{program}\" /dev/null");
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }
}
