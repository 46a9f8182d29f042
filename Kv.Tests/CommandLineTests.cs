using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>The help, and the messages for wrong command lines, missing paths and pipes.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_lists_commands_and_exit_codes_but_not_the_hidden_command()
    {
        var help = (await KvCli.RunAsync("--help")).Succeeded();

        Assert.All(["demo", "ls", "show", "save", "load", "residency", "drop"], command => Assert.Contains($"  {command} ", help, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0", help, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-pass", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("frobnicate", Label = "an unknown command")]
    [InlineData("ls", Label = "a missing directory")]
    [InlineData("demo", "--tokens", "none", Label = "no number")]
    [InlineData("demo", "--weights-mib", "0", Label = "a number that is too small")]
    [InlineData("residency", Label = "a missing path")]
    [InlineData("completion", "ksh", Label = "an unknown shell")]
    [InlineData("ls", ".", "--sort", "colour", Label = "an unknown order")]
    public async Task A_wrong_command_line_is_reported_in_one_sentence_with_exit_code_2(params string[] arguments) =>
        (await KvCli.RunAsync(arguments)).Failed(exitCode: 2);

    [Theory]
    [InlineData("ls")]
    [InlineData("show")]
    [InlineData("load")]
    [InlineData("residency")]
    [InlineData("drop")]
    [InlineData("prefetch")]
    [InlineData("verify")]
    [InlineData("evict")]
    [InlineData("import", ".", "--input")]
    [InlineData("save", ".", "--text", "text", "--payload")]
    public async Task A_missing_path_is_named_with_exit_code_1(params string[] command) =>
        Assert.Contains("no-such-thing", (await KvCli.RunAsync([.. command, "no-such-thing"])).Failed(exitCode: 1), StringComparison.Ordinal);

    [Theory]
    [InlineData("show")]
    [InlineData("load")]
    [InlineData("residency")]
    [InlineData("drop")]
    [InlineData("prefetch")]
    public async Task A_pipe_is_reported_and_does_not_block(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The test needs mkfifo.");
        using var scratch = new ScratchDirectory(isPrivate: true);
        Shell.Run("mkfifo", scratch.File("pipe.kv")).OrThrow();

        Assert.Contains("expected a file, found a pipe or a device", (await KvCli.RunAsync(command, scratch.File("pipe.kv"))).Failed(exitCode: 1), StringComparison.Ordinal);
    }
}
