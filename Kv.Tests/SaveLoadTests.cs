using System.Security.Cryptography;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv save</c> and <c>kv load</c>, and their cached pages.</summary>
public sealed class SaveLoadTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Any_payload_loads_unchanged()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_001);
        File.WriteAllBytes(_scratch.File("payload.bin"), bytes);

        (await SaveAsync("--any-payload", "--payload", _scratch.File("payload.bin"))).Succeeded();
        (await KvCli.RunAsync("load", Saved(), "--any-payload", "--output", _scratch.File("back.bin"))).Succeeded();

        Assert.Equal(bytes, File.ReadAllBytes(_scratch.File("back.bin")));
    }

    [Theory]
    [InlineData("0700", "", Label = "only the owner has rights")]
    [InlineData("0755", "others may open this directory (mode 0755), so they can hold its lock and stop each save: use mode 0700", Label = "others can open it")]
    [InlineData("0777", "others may write this directory (mode 0777), so they can replace its files and hold its lock: use mode 0700", Label = "others can write it")]
    public async Task A_save_warns_about_a_directory_that_others_may_open_or_write(string mode, string warning)
    {
        var directory = _scratch.File("cache");
        Directory.CreateDirectory(directory);
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32(mode, 8));

        var result = await KvCli.RunAsync("save", directory, "--text", "a text", "--tokens", "300");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(warning.Length == 0 ? "" : $"kv: warning: {directory}: {warning}\n", result.Error);
    }

    [Fact]
    public async Task A_save_and_a_load_leave_no_page_of_the_payload_cached()
    {
        PageCounts.Require();

        (await SaveAsync("--tokens", "300")).Succeeded();

        // After the save, the directory reads the header of the new file. Its page remains cached, as after any header scan.
        Assert.InRange(await CachedAsync(), 0, 1);

        var loaded = (await KvCli.RunAsync("load", Saved())).Succeeded();
        Assert.Contains("300 tokens", loaded, StringComparison.Ordinal);
        Assert.Equal(0, await CachedAsync());
    }

    [Fact]
    public async Task The_variable_of_ds4_keeps_the_pages_cached()
    {
        PageCounts.Require();
        (await SaveAsync("--tokens", "300")).Succeeded();

        (await KvCli.RunWithAsync([("DS4_KV_KEEP_PAGES", "1")], "load", Saved())).Succeeded();

        Assert.Equal((new FileInfo(Saved()).Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize, await CachedAsync());
    }

    [Fact]
    public async Task A_file_of_ds4_loads_and_leaves_no_page()
    {
        var path = EngineFiles.Unpack("tools-one", _scratch.Path);
        (await KvCli.RunAsync("drop", path)).Succeeded(); // The pages of an unpacked file are dirty, and a load does not write them back.

        var output = (await KvCli.RunAsync("load", path)).Succeeded();

        Assert.Contains("700 tokens", output, StringComparison.Ordinal);
        Assert.Contains("0 of 8,207 pages left in the cache", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_text_is_rejected_and_leaves_no_output()
    {
        (await SaveAsync("--tokens", "1")).Succeeded();
        using (var file = File.OpenWrite(Saved()))
        {
            file.Position = 52; // The text.
            file.WriteByte((byte)'?');
        }

        var sentence = (await KvCli.RunAsync("load", Saved(), "--output", _scratch.File("back.bin"))).Failed(exitCode: 1);

        Assert.Contains($"{Saved()}: at byte 52: expected a text with SHA-1 ", sentence, StringComparison.Ordinal);
        Assert.False(File.Exists(_scratch.File("back.bin")));
    }

    [Fact]
    public async Task A_load_does_not_overwrite_an_existing_output()
    {
        (await SaveAsync("--tokens", "1")).Succeeded();
        File.WriteAllText(_scratch.File("mine.txt"), "mine");

        (await KvCli.RunAsync("load", Saved(), "--output", _scratch.File("mine.txt"))).Failed(exitCode: 1);

        Assert.Equal("mine", File.ReadAllText(_scratch.File("mine.txt")));
    }

    [Fact]
    public async Task A_save_does_not_replace_a_usable_checkpoint()
    {
        (await SaveAsync("--tokens", "1")).Succeeded();
        var before = File.GetLastWriteTimeUtc(Saved());

        Assert.Contains("which is unchanged", (await SaveAsync("--tokens", "1")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Saved()));
    }

    [Fact]
    public async Task The_options_of_a_save_are_in_the_file_and_in_the_document()
    {
        string[] options = ["--tokens", "5", "--context", "300", "--quant", "4", "--model", "pro"];

        Assert.Matches(@"^[^\n]+\.kv: 19\.0 MiB in \d+\.\d{3} s, [\d,]+ of 4,866 pages left in the cache\n$", (await SaveAsync(options)).Succeeded());
        var kept = (await SaveAsync([.. options, "--json"])).Json();

        var entry = kept.GetProperty("entry");
        Assert.Equal((false, Saved()), (kept.GetProperty("stored").GetBoolean(), entry.GetProperty("path").GetString()));
        Assert.Equal((5, 300, 4, "pro"), (entry.GetProperty("tokens").GetInt32(), entry.GetProperty("contextSize").GetInt32(), entry.GetProperty("quantBits").GetInt32(), entry.GetProperty("model").GetString()));
        Assert.Equal(("cold", 6, 19_929_706L), (entry.GetProperty("reason").GetString(), entry.GetProperty("textBytes").GetInt32(), new FileInfo(Saved()).Length));
        Assert.Equal((Saved(), 4_866), (kept.GetProperty("residency").GetProperty("path").GetString(), kept.GetProperty("residency").GetProperty("pages").GetInt32()));
        Assert.Equal($"{Saved()}: the directory already has a usable checkpoint of this text, which is unchanged\n", (await SaveAsync(options)).Succeeded());
        Assert.True((await KvCli.RunAsync(["save", _scratch.Path, "--text", "another", "--json", .. options])).Json().GetProperty("stored").GetBoolean());
    }

    [Fact]
    public async Task An_empty_payload_is_not_stored()
    {
        File.WriteAllText(_scratch.File("payload"), "");

        Assert.Equal(
            $"kv: {_scratch.Path}: the checkpoint was not stored: the payload is empty",
            (await SaveAsync("--any-payload", "--payload", _scratch.File("payload"))).Failed(exitCode: 1));
    }

    [Fact]
    public async Task A_file_of_a_newer_program_with_the_same_text_is_kept()
    {
        (await SaveAsync("--tokens", "1")).Succeeded();
        using (var file = File.OpenWrite(Saved()))
        {
            file.Position = 3;
            file.WriteByte(2);
        }

        Assert.Equal(
            $"kv: {_scratch.Path}: the checkpoint was not stored: a file of a newer program with the same text exists, and remains unchanged",
            (await SaveAsync("--tokens", "1")).Failed(exitCode: 1));
    }

    [Theory]
    [InlineData("save cache --tokens 1")]
    [InlineData("save cache --text text --quant 3")]
    [InlineData("save cache --text text --model large")]
    [InlineData("save cache --text text --abi 1")]
    public async Task A_wrong_option_creates_no_directory(string command)
    {
        (await KvCli.RunInAsync(_scratch.Path, command.Split(' '))).Failed(exitCode: 2);

        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public async Task A_checkpoint_that_its_session_cannot_load_is_rejected()
    {
        var sentence = (await SaveAsync("--tokens", "10", "--context", "10")).Failed(exitCode: 1);

        Assert.Contains("--context must be more than --tokens", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_commands_print_nothing()
    {
        Assert.Empty((await SaveAsync("--tokens", "1", "--quiet")).Succeeded());
        Assert.Empty((await KvCli.RunAsync("load", "--quiet", Saved())).Succeeded());
    }

    private Task<CommandResult> SaveAsync(params string[] more) => KvCli.RunAsync(["save", _scratch.Path, "--text", "a text", .. more]);

    private string Saved() => Assert.Single(Directory.GetFiles(_scratch.Path, "*.kv"));

    private Task<long> CachedAsync() => KvCli.CachedPagesAsync(Saved());
}
