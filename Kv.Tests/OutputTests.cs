using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Standard streams that are closed or full, and pipes whose reader has ended.</summary>
public sealed class OutputTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    /// <summary>Makes descriptor 3 a pipe without a reader.</summary>
    private const string ReaderIsGone = "mkfifo pipe; exec 4<>pipe; exec 3>pipe; exec 4<&-";

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>Commands whose output must be complete, and the name of the output in the message.</summary>
    public static TheoryData<string, string> Products => new()
    {
        { "export cache", "the archive" },
        { "export cache -o -", "the archive" },
        { "load cache/*.kv -o -", "the payload" },
        { "completion bash", "the script" },
        { "ls cache --json", "the document" },
        { "ls cache -U --json", "the document" },
        { "evict cache -n --json", "the document" },
    };

    /// <summary>A command for each code path that writes output.</summary>
    public static TheoryData<string> Writers =>
    [
        "export cache", "load cache/*.kv -o -", "completion bash", "ls cache --json", "show cache/*.kv --json", "ls cache", "ls cache -U",
        "show cache/*.kv", "verify cache", "evict cache", "save cache --text another --tokens 1", "import other -i sample.tar", "ls --help",
    ];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Products))]
    public async Task A_closed_pipe_is_a_failure_if_the_output_must_be_complete(string command, string product)
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"{ReaderIsGone}; $kv {command} >&3; echo $?");

        Assert.Equal("1\n", result.Output);
        Assert.Equal($"kv: standard output: the reader closed the pipe before the end of {product}", result.Sentence());
    }

    [Fact]
    public async Task An_export_fails_if_its_reader_reads_only_a_part()
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, "$kv export cache | head -c 1000 | wc -c; echo ${PIPESTATUS[0]}");

        Assert.Equal("1000\n1\n", result.Output);
        Assert.Contains("the reader closed the pipe", result.Sentence(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls cache")]
    [InlineData("ls cache -U")]
    [InlineData("show cache/*.kv")]
    [InlineData("residency cache")]
    public async Task A_listing_ends_silently_if_its_reader_closes_the_pipe(string command)
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"{ReaderIsGone}; $kv {command} >&3; echo $?");

        Assert.Equal((0, "141\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task A_full_device_is_a_failure_of_every_command(string command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is missing.");
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"$kv {command} >/dev/full");

        Assert.Equal((1, "kv: standard output: no space left on device"), (result.ExitCode, result.Sentence()));
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task A_closed_output_is_a_failure_of_every_command(string command)
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"$kv {command} >&-");

        Assert.Equal((1, "kv: standard output is closed"), (result.ExitCode, result.Sentence()));
    }

    [Theory]
    [InlineData("frobnicate", 2)]
    [InlineData("ls", 2)]
    [InlineData("show no-such-file", 1)]
    [InlineData("verify sample.tar", 1)]
    [InlineData("ls cache", 0)]
    public async Task Errors_that_cannot_be_written_do_not_change_the_exit_code(string command, int code)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is missing.");
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"$kv {command} 2>/dev/full >out; echo $?; $kv {command} 2>&- >out; echo $?");

        Assert.Equal($"{code}\n{code}\n", result.Output);
    }

    [Theory]
    [InlineData("<&-", "kv: standard input is closed", Label = "a closed input")]
    [InlineData("</", "kv: standard input: is a directory", Label = "a directory")]
    [InlineData("</dev/null", "kv: standard input: expected a tar archive, found other, damaged or incomplete data", Label = "an empty input")]
    public async Task An_unusable_input_is_a_failure(string input, string sentence)
    {
        var result = await KvCli.BashAsync(_scratch.Path, $"$kv import other {input}");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(sentence, result.Sentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_appended_to_the_output_of_other_programs()
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, "{ echo before; $kv completion fish; $kv ls cache; echo after; } >out; head -1 out; tail -1 out; grep -c complete out");

        Assert.Equal("before\nafter\n1\n", result.Succeeded());
    }

    [Theory]
    [InlineData("export cache -o - --json")]
    [InlineData("export cache --json")]
    [InlineData("load cache/*.kv -o - --json")]
    public async Task The_archive_or_payload_and_the_document_cannot_share_standard_output(string command)
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(_scratch.Path, $"$kv {command}");

        Assert.Contains("--json needs --output FILE", result.Failed(exitCode: 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dash_means_standard_output_or_standard_input()
    {
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(
            _scratch.Path,
            "$kv load cache/*.kv -o a.bin -q && $kv load cache/*.kv -q -o - | cmp - a.bin && $kv export cache -o - -q | $kv import other -i - && ls");

        Assert.Equal("1 checkpoint imported, 0 already stored, 0 rejected\na.bin\ncache\nother\nsample.tar\n", result.Succeeded());
    }
}
