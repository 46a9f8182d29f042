using System.Diagnostics;
using System.Formats.Tar;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Failures and interruptions in the middle of <c>kv export</c>, and links in its directory.</summary>
public sealed class ExportTests : IDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>The first call of <c>pread64</c> that fails. It is in the middle of the payload.</summary>
    private const int InPayload = 40;

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    private string Archive => _scratch.File("to.tar");

    /// <summary>The export, with absolute paths because strace compares them.</summary>
    private ProcessStartInfo Export => KvCli.Describe(_scratch.Path, [], "export", _scratch.File("from"), "-o", Archive);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_read_failure_leaves_no_archive()
    {
        Strace.Require();
        var files = Save(2);

        var (result, calls) = Strace.RunOn([files[1]], Export, "pread64", $"pread64:error=EIO:when={InPayload}+");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("kv: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("exported", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Archive));
    }

    [Theory]
    [InlineData("ln -s /etc/passwd $f", "a link")]
    [InlineData("ln -s nowhere $f", "a link")]
    [InlineData("mkdir $f", "a directory")]
    [InlineData("mkfifo $f", "a pipe or a device")]
    public async Task A_checkpoint_name_that_is_no_regular_file_is_omitted_and_reported(string make, string kind)
    {
        Save(1);
        var name = $"from/{new string('f', 40)}.kv";

        var result = await KvCli.BashAsync(_scratch.Path, $"f={name}; {make}; $kv export from -o to.tar; echo $?");

        Assert.Equal("1\n", result.Output);
        Assert.Contains($"kv: {name}: error at byte 0: expected a regular file, found {kind}; omitted\n1 checkpoint, ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_failure_leaves_no_archive()
    {
        Strace.Require();
        Save(1);

        var (result, calls) = Strace.Run(Export, "fsync,fdatasync", "fsync,fdatasync:error=EIO");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("flushing the temporary file to disk failed: input/output error", result.Error, StringComparison.Ordinal);
        Assert.Contains(Archive, result.Error, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task An_interrupted_export_leaves_no_archive()
    {
        Strace.Require();
        Save(1);

        // The tracer delays each write, so the signal arrives in the middle.
        using var export = KvCli.StartDelayed(_scratch.Path, "export", _scratch.File("from"), "-o", Archive);
        await KvCli.WaitForAsync("a part of the archive", HasPart);
        var result = await KvCli.SignalAsync(export, Terminate);

        Assert.Equal((143, "kv: interrupted; nothing is left behind"), (result.ExitCode, result.Sentence()));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task An_interrupted_load_leaves_no_payload()
    {
        Strace.Require();
        var files = Save(1);

        using var load = KvCli.StartDelayed(_scratch.Path, "load", files[0], "-o", _scratch.File("to.bin"));
        await KvCli.WaitForAsync("a part of the payload", HasPart);
        var result = await KvCli.SignalAsync(load, Terminate);

        Assert.Equal((143, "kv: interrupted; nothing is left behind"), (result.ExitCode, result.Sentence()));
        AssertNothingIsLeft();
    }

    /// <summary>A killed process cannot remove its temporary file. The name of the archive stays free, so the command can run again.</summary>
    [Fact]
    public async Task A_killed_export_leaves_no_file_under_the_name_of_the_archive()
    {
        Strace.Require();
        Save(1);

        using var export = KvCli.StartDelayed(_scratch.Path, "export", _scratch.File("from"), "-o", Archive);
        await KvCli.WaitForAsync("a part of the archive", HasPart);
        await KvCli.SignalAsync(export, Kill);

        Assert.False(File.Exists(Archive));
        Assert.Equal(0, (await KvCli.RunInAsync(_scratch.Path, "export", "from", "-o", Archive)).ExitCode);
        Assert.Single(Names());
        Assert.Empty(TemporaryFiles());
    }

    [Fact]
    public async Task An_incomplete_archive_on_standard_output_has_no_end_marker()
    {
        Strace.Require();
        var files = Save(2);

        // The read of the second file fails. With the two end blocks, the output would be a valid archive of the first file.
        var script = $"strace -f -o /dev/null -P '{files[1]}' -e trace=pread64 -e inject=pread64:error=EIO:when={InPayload}+ -- $kv export '{_scratch.File("from")}' >out; echo $?; tar -tf out >list 2>/dev/null; echo $?";
        var result = await KvCli.BashAsync(_scratch.Path, script);

        Assert.Equal("1\n2\n", result.Output);
    }

    [Fact]
    public async Task The_archived_file_is_the_verified_file()
    {
        Strace.Require();
        var file = Assert.Single(Save(1));
        File.WriteAllText(_scratch.File("secret"), "not for export");

        // Another process could replace the file before a second open.
        var (result, calls) = Strace.RunOn([file], Export, "openat");

        Assert.Equal(0, result.ExitCode);
        Assert.Single(calls);
    }

    [Fact]
    public async Task An_export_omits_a_link_in_the_directory()
    {
        Save(1);
        File.WriteAllText(_scratch.File("secret"), "not for export");
        File.CreateSymbolicLink(_scratch.File($"from/{new string('a', 40)}.kv"), _scratch.File("secret"));

        var result = await KvCli.RunInAsync(_scratch.Path, "export", "from", "-o", "to.tar");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a link", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 checkpoint, 12.2 MiB exported\n", result.Error, StringComparison.Ordinal);
        Assert.Single(Names());
    }

    [Fact]
    public async Task A_file_that_is_evicted_after_the_listing_is_not_reported()
    {
        Strace.Require();
        var files = Save(2);

        var (result, calls) = Strace.RunOn([files[0]], Export, "open,openat", "open,openat:error=ENOENT");

        Assert.Contains(calls, call => call.IsInjected);
        Assert.Equal((0, "1 checkpoint, 12.2 MiB exported\n"), (result.ExitCode, result.Error));
        Assert.Equal([Path.GetFileName(files[1])], Names());
    }

    [Theory]
    [InlineData("export", "from", "-o", "new")]
    [InlineData("load", "FILE", "-o", "new")]
    public async Task Only_the_owner_can_access_an_archive_or_a_payload(params string[] command)
    {
        var file = Assert.Single(Save(1));

        var result = await KvCli.RunInAsync(_scratch.Path, [.. command.Select(word => word == "FILE" ? file : word)]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("600\n", (await KvCli.BashAsync(_scratch.Path, "stat -c %a new")).Succeeded());
    }

    [Fact]
    public async Task An_archive_is_durable()
    {
        Strace.Require();
        Save(1);

        var (result, calls) = Strace.Run(Export, "pwrite64,fsync,renameat2");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["pwrite64", "fsync", "renameat2", "fsync"], calls.Select(call => call.Name).Distinct().Append(calls[^1].Name));
    }

    private bool HasPart() => TemporaryFiles().Any(path => new FileInfo(path) is { Exists: true, Length: > 0 });

    private string[] TemporaryFiles() => Directory.GetFiles(_scratch.Path, ".iopolicy-*");

    private void AssertNothingIsLeft() => Assert.Empty(Directory.GetFiles(_scratch.Path));

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

    /// <summary>Saves checkpoints of 12 MiB in the directory <c>from</c>, and returns their paths in the order of their names.</summary>
    private string[] Save(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = Checkpoints.Save(_scratch.File("from"), $"text {i}");
        }

        return [.. Directory.GetFiles(_scratch.File("from")).Order(StringComparer.Ordinal)];
    }
}
