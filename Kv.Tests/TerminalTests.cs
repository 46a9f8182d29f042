using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Bars, maps, colours and Ctrl-C of <c>kv</c> in a real terminal.</summary>
[Collection(nameof(Undisturbed))]
public sealed class TerminalTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);
    private readonly TmuxSession _terminal;

    public TerminalTests() => _terminal = new TmuxSession(_scratch.Path);

    public void Dispose()
    {
        _terminal?.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task The_demo_draws_bars_in_colour()
    {
        _terminal.Type("kv demo --weights-mib 64 --tokens 2048 --limit-mib 128; echo ended $?");
        var screen = await _terminal.WaitForAsync("^ended 0");

        Assert.Matches("no advice +█+ [0-9,]+", screen);
        Assert.Contains("IoPolicy", screen, StringComparison.Ordinal);
        Assert.Contains("\u001b[38;5;", _terminal.Screen(colors: true), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NO_COLOR_removes_the_colours_and_keeps_the_bars()
    {
        _terminal.Type("NO_COLOR=1 kv demo --weights-mib 64 --tokens 2048 --limit-mib 128; echo ended $?");
        var screen = await _terminal.WaitForAsync("^ended 0");

        Assert.Matches("no advice +█+ [0-9,]+", screen);
        Assert.DoesNotMatch("\u001b\\[[0-9;]*(3[0-8]|9[0-7])[;m]", _terminal.Screen(colors: true));
    }

    [Fact]
    public async Task The_map_of_a_cached_file_is_full_and_becomes_empty_after_a_drop()
    {
        PageCounts.Require();
        File.WriteAllBytes(_scratch.File("a.kv"), new byte[1 << 20]);

        _terminal.Type("kv residency --map a.kv; kv drop -q a.kv; kv residency --map a.kv; echo ended $?");
        var screen = await _terminal.WaitForAsync("^ended 0");

        Assert.Contains($"[{new string('O', 60)}] 256/256", screen, StringComparison.Ordinal);
        Assert.Contains($"[{new string(' ', 60)}] 0/256", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_save_shows_a_bar_and_leaves_no_file_after_Ctrl_C()
    {
        var directory = Directory.CreateDirectory(_scratch.File("cache")).FullName;
        _terminal.Type("kv save cache --text prompt --tokens 400000 --context 500000; echo ended $?");
        await _terminal.WaitForAsync(@"saving .*[━-].*%.*/s");
        Assert.NotEmpty(Directory.GetFiles(directory));

        _terminal.Press("C-c");
        var screen = await _terminal.WaitForAsync("^ended 130");

        Assert.Contains("kv: interrupted; nothing is left behind", screen, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public async Task The_demo_leaves_no_file_after_Ctrl_C()
    {
        _terminal.Type("kv demo --runs 50 --weights-mib 64 --tokens 4096 --limit-mib 128; echo ended $?");
        await _terminal.WaitForAsync("run 1 of 50, .*: (saving|loading)");

        _terminal.Press("C-c");
        await _terminal.WaitForAsync("^ended 130");

        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    /// <summary>Only Ctrl-C is the normal end of a watch.</summary>
    [Theory]
    [InlineData("-TERM", 143)]
    [InlineData("-HUP", 129)]
    public async Task Watching_ends_with_a_signals_own_exit_code(string signal, int code)
    {
        Directory.CreateDirectory(_scratch.File("cache"));
        _terminal.Type("sh -c 'echo $$ >pid; exec kv ls --watch cache'; echo ended $?");
        await _terminal.WaitForAsync("^0 checkpoints");

        _ = Shell.Run("kill", signal, File.ReadAllText(_scratch.File("pid")).Trim()).OrThrow();
        await _terminal.WaitForAsync($"^ended {code}");
    }

    [Fact]
    public async Task Watching_shows_a_new_checkpoint_and_ends_with_Ctrl_C()
    {
        var directory = Directory.CreateDirectory(_scratch.File("cache")).FullName;
        _terminal.Type("kv ls --watch cache; echo ended $?");
        await _terminal.WaitForAsync(@"^0 checkpoints, 0 B, 0 refused, at \d\d:\d\d:\d\dZ");
        File.WriteAllText(Path.Combine(directory, new string('0', 40) + ".kv"), "no checkpoint");

        EngineFiles.Unpack("cold-q2-ascii", directory);
        await _terminal.WaitForAsync("85bec04cfd1f +512 ");
        await _terminal.WaitForAsync(@"^1 checkpoint, 29\.6 MiB, 1 refused, at \d\d:\d\d:\d\dZ");

        _terminal.Press("C-c");
        await _terminal.WaitForAsync("^ended 0");
    }
}
