using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Messages for wrong command lines and paths, and singular forms.</summary>
public sealed class UsageTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("foo", "kv: unknown command 'foo' (kv --help lists the commands)")]
    [InlineData("help", "kv: unknown command 'help' (kv --help lists the commands)")]
    [InlineData("help ls", "kv: unknown command 'help' (kv --help lists the commands)")]
    [InlineData("LS cache", "kv: unknown command 'LS' (kv --help lists the commands)")]
    [InlineData("--foo", "kv: unknown option '--foo' (kv --help lists the commands)")]
    [InlineData("", "kv: a command is missing (kv --help lists the commands)")]
    [InlineData("ls --bad", "kv: unknown option '--bad' (kv ls --help lists its arguments and options)")]
    [InlineData("ls cache --bad", "kv: unknown option '--bad' (kv ls --help lists its arguments and options)")]
    [InlineData("residency cache -x", "kv: unknown option '-x' (kv residency --help lists its arguments and options)")]
    public async Task The_message_names_the_wrong_word(string command, string sentence) =>
        Assert.Equal(sentence, (await RunAsync(command)).Failed(exitCode: 2));

    [Theory]
    [InlineData("ls")]
    [InlineData("ls one two")]
    [InlineData("ls one ls", Label = "a surplus argument with the name of the command")]
    [InlineData("show")]
    [InlineData("save cache")]
    [InlineData("evict cache --budget-mib 0")]
    [InlineData("ls cache --unsorted --reverse")]
    [InlineData("ls cache --watch")]
    [InlineData("export cache --json")]
    [InlineData("completion ksh")]
    public async Task A_usage_error_refers_to_the_help_of_its_command(string command)
    {
        var sentence = (await RunAsync(command)).Failed(exitCode: 2);

        Assert.EndsWith($"(kv {command.Split(' ')[0]} --help lists its arguments and options)", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "at least 1", Label = "zero")]
    [InlineData("00", "at least 1", Label = "two zeros")]
    [InlineData("-1", "at least 1", Label = "a negative number")]
    [InlineData("x", "at least 1", Label = "no number")]
    [InlineData("1.5", "at least 1", Label = "a fraction")]
    [InlineData("2147483647", "at most 2147483646", Label = "one more than the limit")]
    [InlineData("99999999999", "at most 2147483646", Label = "more than 32 bits")]
    [InlineData("99999999999999999999999999", "at most 2147483646", Label = "more than 64 bits")]
    public async Task A_number_out_of_range_is_reported_with_the_limit_that_it_exceeds(string number, string limit) =>
        Assert.StartsWith($"kv: --limit takes an integer of {limit}, not '{number}'", (await RunAsync($"ls cache --limit={number}")).Failed(exitCode: 2), StringComparison.Ordinal);

    [Theory]
    [InlineData("ls sample.tar", "kv: sample.tar: expected a directory, found a file; kv show takes a file")]
    [InlineData("ls -U sample.tar", "kv: sample.tar: expected a directory, found a file; kv show takes a file")]
    [InlineData("show cache", "kv: cache: expected a file, found a directory; kv ls takes a directory")]
    [InlineData("load cache", "kv: cache: expected a file, found a directory; kv ls takes a directory")]
    [InlineData("evict sample.tar", "kv: sample.tar: expected a directory, found a file")]
    [InlineData("export sample.tar", "kv: sample.tar: expected a directory, found a file")]
    [InlineData("import sample.tar -i sample.tar", "kv: sample.tar: expected a directory, found a file")]
    [InlineData("save sample.tar --text text", "kv: sample.tar: expected a directory, found a file")]
    [InlineData("import to -i cache", "kv: cache: expected a file, found a directory")]
    public async Task A_path_of_the_wrong_kind_is_reported(string command, string sentence)
    {
        sample.CopyTo(_scratch.Path);

        Assert.Equal(sentence, (await RunAsync(command)).Failed(exitCode: 1));
    }

    [Theory]
    [InlineData("save /proc/x --text text", "kv: /proc/x: the cache directory cannot be created: no such file or directory")]
    [InlineData("save /sys/x --text text", "kv: /sys/x: the cache directory cannot be created: ")]
    [InlineData("save /dev/null/x --text text", "kv: /dev/null/x: the cache directory cannot be created: ")]
    [InlineData("import /proc/x -i sample.tar", "kv: /proc/x: the cache directory cannot be created: no such file or directory")]
    [InlineData("save /proc --text text", "kv: /proc: the checkpoint was not stored: ")]
    [InlineData("export cache -o /proc/x", "kv: /proc/x: the archive cannot be created: ")]
    [InlineData("export cache -o no/such/x", "kv: no/such/x: the archive cannot be created: no such file or directory")]
    [InlineData("export cache -o sample.tar", "kv: sample.tar: the archive cannot be created: a file of this name already exists")]
    [InlineData("export cache -o cache", "kv: cache: the archive cannot be created: a file of this name already exists")]
    [InlineData("export cache -o cache/", "kv: cache/: the archive cannot be created: expected a file name at the end of the path, found a separator")]
    [InlineData("export cache -o none/", "kv: none/: the archive cannot be created: expected a file name at the end of the path, found a separator")]
    public async Task The_sentence_names_the_failed_step(string command, string sentence)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc and /sys need Linux.");
        sample.CopyTo(_scratch.Path);

        Assert.StartsWith(sentence, (await RunAsync(command)).Failed(exitCode: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls", "")]
    [InlineData("show", "")]
    [InlineData("residency", "")]
    [InlineData("verify", "cache", "")]
    [InlineData("save", "", "--text", "text")]
    [InlineData("save", "cache", "--text", "text", "--payload", "")]
    [InlineData("load", "file", "-o", "")]
    [InlineData("export", "cache", "-o", "")]
    [InlineData("import", "cache", "-i", "")]
    [InlineData("residency", "cache", "--png", "")]
    [InlineData("demo", "--directory", "")]
    [InlineData("demo", "--png", "")]
    [InlineData("bench", "--directory", "")]
    public async Task An_empty_path_is_a_wrong_command_line(params string[] command) =>
        Assert.Contains("takes a path, but the path is empty", (await KvCli.RunInAsync(_scratch.Path, command)).Failed(exitCode: 2), StringComparison.Ordinal);

    [Fact]
    public async Task A_path_that_begins_with_a_dash_follows_two_dashes()
    {
        Directory.CreateDirectory(_scratch.File("--bad"));

        Assert.Contains("0 checkpoints", (await RunAsync("ls -- --bad")).Succeeded(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected the magic", "no session")]
    [InlineData("expected 52 bytes of fields", "x")]
    public async Task An_invalid_session_is_stored_with_a_warning(string expected, string payload)
    {
        File.WriteAllText(_scratch.File("payload"), payload.PadRight(payload.Length == 1 ? 1 : 1000));

        var result = await RunAsync("save cache --text text --payload payload");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("kv: warning: payload: at byte ", result.Sentence(), StringComparison.Ordinal);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("kv verify and kv load reject the checkpoint without --any-payload", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("verify cache")).ExitCode);
        (await RunAsync("verify cache --any-payload")).Succeeded();
    }

    [Fact]
    public async Task A_save_warns_about_a_session_with_another_number_of_tokens()
    {
        var file = sample.CopyTo(_scratch.Path);
        (await KvCli.RunInAsync(_scratch.Path, "load", file, "-o", "payload", "-q")).Succeeded();

        Assert.Contains("expected a session of 7 tokens", (await RunAsync("save other --text text --payload payload --tokens 7")).Sentence(), StringComparison.Ordinal);
        (await RunAsync("save other --text another --payload payload --tokens 1")).Succeeded();
        (await RunAsync("save other --text third --payload payload --tokens 7 --quiet")).Succeeded();
        (await RunAsync("save other --text fourth --payload payload --tokens 7 --any-payload")).Succeeded();
        var json = await RunAsync("save other --text fifth --payload payload --tokens 7 --json");
        Assert.Equal("TokenCount", System.Text.Json.JsonDocument.Parse(json.Output).RootElement.GetProperty("payloadFault").GetProperty("part").GetString());
    }

    [Fact]
    public async Task Sorting_by_score_shows_the_scores_with_the_lowest_last()
    {
        EngineFiles.UnpackSparse(_scratch.Path);

        var table = (await RunAsync("ls . --sort score")).Succeeded();
        var json = (await RunAsync("ls . --sort score --json")).Json().GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("score").GetDouble()).ToArray();
        var help = (await RunAsync("ls --help")).Succeeded();

        Assert.Matches("^  key +score +tokens", table);
        Assert.Equal(json.OrderDescending(), json);
        Assert.Matches(@"largest\s+or\s+latest\s+first", help);
        Assert.DoesNotContain("score", (await RunAsync("ls . --sort size")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_of_one_use_the_singular()
    {
        var file = sample.CopyTo(_scratch.Path);

        Assert.Contains("1 checkpoint, ", (await RunAsync("ls cache")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 file verified, ", (await RunAsync("verify cache")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains(": 1 token, ", (await KvCli.RunAsync("load", file)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("DSV4, 1 token, ", (await KvCli.RunAsync("show", file)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains(" of 1 raw row;", (await KvCli.RunAsync("show", file)).Succeeded(), StringComparison.Ordinal);
        File.WriteAllText(_scratch.File("one.kv"), "x");
        Assert.Contains("of 1 page left in the cache", (await RunAsync("save small --text t --payload one.kv --any-payload")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 byte (1 B)", (await KvCli.BashAsync(_scratch.Path, "$kv show small/*.kv 2>&1; true")).Output, StringComparison.Ordinal);
        Assert.Contains("1 page cached before, ", (await RunAsync("drop one.kv")).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("/1 page cached, ", (await RunAsync("residency --map one.kv .")).Output, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(string command) =>
        KvCli.RunInAsync(_scratch.Path, command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
