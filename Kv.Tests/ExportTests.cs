using System.Diagnostics;
using System.Formats.Tar;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>What <c>kv export</c> leaves where something goes wrong in its middle, and what it follows.</summary>
public sealed class ExportTests : IDisposable
{
    private const int Terminate = 15;

    /// <summary>The number of a read that is in the middle of the payload.</summary>
    private const int InPayload = 40;

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    private string Archive => _scratch.File("to.tar");

    /// <summary>The export, by whole paths: strace compares those.</summary>
    private ProcessStartInfo Export => KvCli.Describe(_scratch.Path, [], "export", _scratch.File("from"), "-o", Archive);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_file_that_cannot_be_read_to_its_end_leaves_no_archive()
    {
        Strace.Require();
        var files = await SaveAsync(2);

        var (result, calls) = Strace.RunOn([files[1]], Export, "pread64", $"pread64:error=EIO:when={InPayload}+");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("kv: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("exported", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public async Task An_archive_that_cannot_be_made_durable_does_not_stay()
    {
        Strace.Require();
        await SaveAsync(1);

        var (result, calls) = Strace.RunOn([Archive], Export, "fsync,fdatasync", "fsync,fdatasync:error=EIO");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public async Task An_interrupted_export_leaves_no_archive()
    {
        Strace.Require();
        await SaveAsync(1);

        // Each write takes a moment, so the signal comes in the middle.
        using var export = KvCli.StartDelayed(_scratch.Path, Archive, "export", _scratch.File("from"), "-o", Archive);
        await KvCli.WaitForAsync("a part of the archive", () => File.Exists(Archive) && new FileInfo(Archive).Length > 0);
        var result = await KvCli.SignalAsync(export, Terminate);

        Assert.Equal((143, "kv: interrupted; nothing is left behind"), (result.ExitCode, result.Sentence()));
        Assert.False(File.Exists(Archive));
    }

    [Fact]
    public async Task An_interrupted_load_leaves_no_payload()
    {
        Strace.Require();
        var files = await SaveAsync(1);

        using var load = KvCli.StartDelayed(_scratch.Path, _scratch.File("to.bin"), "load", files[0], "-o", _scratch.File("to.bin"));
        await KvCli.WaitForAsync("a part of the payload", () => File.Exists(_scratch.File("to.bin")) && new FileInfo(_scratch.File("to.bin")).Length > 0);
        var result = await KvCli.SignalAsync(load, Terminate);

        Assert.Equal((143, "kv: interrupted; nothing is left behind"), (result.ExitCode, result.Sentence()));
        Assert.False(File.Exists(_scratch.File("to.bin")));
    }

    [Fact]
    public async Task Standard_output_that_ends_early_has_no_end_of_an_archive()
    {
        Strace.Require();
        var files = await SaveAsync(2);

        // The second file cannot be read, but the first is whole: with the last two blocks, this would be an archive of it.
        var script = $"strace -f -o /dev/null -P '{files[1]}' -e trace=pread64 -e inject=pread64:error=EIO:when={InPayload}+ -- $kv export '{_scratch.File("from")}' >out; echo $?; tar -tf out >list 2>/dev/null; echo $?";
        var result = await KvCli.BashAsync(_scratch.Path, script);

        Assert.Equal("1\n2\n", result.Output);
    }

    [Fact]
    public async Task The_file_that_was_verified_is_archived_whatever_its_path_leads_to_by_then()
    {
        Strace.Require();
        var file = Assert.Single(await SaveAsync(1));
        File.WriteAllText(_scratch.File("secret"), "not for export");

        // A second open is where another file could come in.
        var (result, calls) = Strace.RunOn([file], Export, "openat");

        Assert.Equal(0, result.ExitCode);
        Assert.Single(calls);
    }

    [Fact]
    public async Task A_link_in_the_directory_is_left_out()
    {
        await SaveAsync(1);
        File.WriteAllText(_scratch.File("secret"), "not for export");
        File.CreateSymbolicLink(_scratch.File($"from/{new string('a', 40)}.kv"), _scratch.File("secret"));

        var result = await KvCli.RunInAsync(_scratch.Path, "export", "from", "-o", "to.tar");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a link", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 checkpoint, 12.2 MiB exported\n", result.Error, StringComparison.Ordinal);
        Assert.Single(Names());
    }

    [Fact]
    public async Task A_file_that_is_evicted_in_the_meantime_is_no_fault()
    {
        Strace.Require();
        var files = await SaveAsync(2);

        var (result, calls) = Strace.RunOn([files[0]], Export, "open,openat", "open,openat:error=ENOENT");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal((0, "1 checkpoint, 12.2 MiB exported\n"), (result.ExitCode, result.Error));
        Assert.Equal([Path.GetFileName(files[1])], Names());
    }

    [Theory]
    [InlineData("export", "from", "-o", "new")]
    [InlineData("load", "FILE", "-o", "new")]
    public async Task What_is_copied_out_is_the_owner_s_alone(params string[] command)
    {
        var file = Assert.Single(await SaveAsync(1));

        var result = await KvCli.RunInAsync(_scratch.Path, [.. command.Select(word => word == "FILE" ? file : word)]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("600\n", (await KvCli.BashAsync(_scratch.Path, "stat -c %a new")).Succeeded());
    }

    [Fact]
    public async Task An_archive_is_durable()
    {
        Strace.Require();
        await SaveAsync(1);

        var (result, calls) = Strace.RunOn([Archive], Export, "fsync,fdatasync");

        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(calls);
    }

    private List<string> Names()
    {
        using var file = File.OpenRead(Archive);
        using var reader = new TarReader(file);
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    /// <summary>Makes the directory <c>from</c> with so many checkpoints of 12 MiB. Returns their paths in the order of their names.</summary>
    private async Task<string[]> SaveAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await KvCli.RunInAsync(_scratch.Path, "save", "from", "--text", $"text {i}", "--tokens", "1", "-q")).Succeeded();
        }

        return [.. Directory.GetFiles(_scratch.File("from")).Order(StringComparer.Ordinal)];
    }
}
