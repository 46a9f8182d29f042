using System.Text;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Control characters in file names, link targets and stored texts are replaced in the output.</summary>
public sealed class TextFilterTests : IDisposable
{
    /// <summary>A part of a name with an escape sequence, line breaks (line feed and U+0085), a right-to-left override, an isolate and a zero-width space.</summary>
    private const string Evil = "a\u001b]0;title\u0007\n\u202E\u2066b\u0085\u200B";

    private const string Plain = "a\uFFFD]0;title\uFFFD\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD";

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public TextFilterTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "File names with control characters need Linux.");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("residency")]
    [InlineData("residency", "--map")]
    [InlineData("drop")]
    [InlineData("prefetch")]
    [InlineData("verify")]
    public async Task A_name_is_filtered_in_results_and_messages(params string[] command)
    {
        File.WriteAllText(_scratch.File(Evil + ".kv"), "no checkpoint");

        AssertFiltered(await KvCli.RunAsync([.. command, _scratch.File(Evil + ".kv")]));
        AssertFiltered(await KvCli.RunAsync([.. command, _scratch.Path]), isNamed: command[0] != "verify");
    }

    /// <summary>NAME is a name with control characters.</summary>
    [Theory]
    [InlineData("ls", "NAME")]
    [InlineData("show", "NAME")]
    [InlineData("load", "NAME")]
    [InlineData("residency", "NAME")]
    [InlineData("evict", "NAME")]
    [InlineData("export", "NAME")]
    [InlineData("import", "to", "-i", "NAME")]
    [InlineData("save", "NAME/x", "--text", "text")]
    [InlineData("load", "NAME", "-o", "NAME")]
    [InlineData("demo", "--png", "NAME/x")]
    [InlineData("demo", "--directory", "NAME")]
    [InlineData("bench", "--directory", "NAME")]
    [InlineData("NAME")]
    [InlineData("ls", ".", "--NAME")]
    [InlineData("ls", ".", "--sort", "NAME")]
    [InlineData("ls", ".", "--limit", "NAME")]
    public async Task An_argument_is_filtered_in_its_error_message(params string[] command)
    {
        File.WriteAllText(_scratch.File("file"), "");
        var name = command is ["save", ..] ? "file/" + Evil : Evil;
        var result = await KvCli.RunInAsync(_scratch.Path, [.. command.Select(word => word.Replace("NAME", name, StringComparison.Ordinal))]);

        AssertFiltered(result, isNamed: false);
        Assert.InRange(result.ExitCode, 1, 2);
        Assert.NotEmpty(result.Sentence());
    }

    [Fact]
    public async Task The_name_of_a_directory_is_filtered_in_every_command()
    {
        var directory = Directory.CreateDirectory(_scratch.File(Evil)).FullName;

        AssertFiltered(await KvCli.RunAsync("save", directory, "--text", "a text", "--tokens", "1"));
        var file = Assert.Single(Directory.GetFiles(directory));
        foreach (var command in (string[][])[["show", file], ["load", file], ["verify", file], ["residency", directory], ["drop", directory], ["prefetch", directory]])
        {
            AssertFiltered(await KvCli.RunAsync(command), isNamed: command[0] != "verify");
        }
    }

    [Fact]
    public async Task The_target_of_a_link_is_filtered()
    {
        File.CreateSymbolicLink(_scratch.File(new string('a', 40) + ".kv"), Evil);

        AssertFiltered(await KvCli.RunAsync("ls", _scratch.Path), isNamed: false);
        AssertFiltered(await KvCli.RunAsync("verify", _scratch.Path), isNamed: false);
        AssertFiltered(await KvCli.RunAsync("export", _scratch.Path, "-o", _scratch.File("to.tar")), isNamed: false);
    }

    [Fact]
    public async Task A_text_keeps_its_lines_and_no_other_control_character()
    {
        _ = Checkpoints.Save(_scratch.Path, "one\r\ntwo\n\u202Ethree\tfour\u001b[31m");

        var shown = (await KvCli.RunAsync("show", Assert.Single(Directory.GetFiles(_scratch.Path)))).Succeeded();

        Assert.EndsWith("\n\none\ntwo\n\uFFFDthree    four\uFFFD[31m\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_exact_name_and_no_control_character()
    {
        File.WriteAllText(_scratch.File(Evil + ".kv"), "");

        var result = await KvCli.RunAsync("residency", "--json", _scratch.Path);

        Assert.Equal(_scratch.File(Evil + ".kv"), result.Json().GetProperty("files")[0].GetProperty("path").GetString());
        AssertFiltered(result, isNamed: false);
    }

    /// <summary>Tests a terminal, because <c>kv</c> writes its own control codes for colours there.</summary>
    [Fact]
    public async Task A_name_does_not_set_the_title_of_a_terminal()
    {
        File.WriteAllText(_scratch.File("a\u001b]2;stolen\u0007b.kv"), "");
        using var terminal = new TmuxSession(_scratch.Path);

        terminal.Type("kv residency . ; kv drop . ; kv verify *.kv; echo ended $?");
        var screen = await terminal.WaitForAsync("^ended 1");

        Assert.Contains("a\uFFFD]2;stolen\uFFFDb.kv", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("stolen", terminal.Title(), StringComparison.Ordinal);
    }

    private static void AssertFiltered(CommandResult result, bool isNamed = true)
    {
        var text = result.Output + result.Error;
        Assert.DoesNotContain(text.EnumerateRunes(), character => character != new Rune('\n') && !PlainText.IsPlain(character));
        if (isNamed)
        {
            Assert.Contains(Plain, text, StringComparison.Ordinal);
        }
    }
}
