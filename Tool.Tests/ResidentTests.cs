using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using IoPolicy;
using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Compares <c>iopolicy resident</c> with fincore and with the kernel's own sums.</summary>
public sealed class ResidentTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void An_open_file_has_the_pages_that_fincore_counts()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "open.bin");
        using var holder = new FileHolder(path);

        var cached = ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", holder.Id, "--json").Json(), path);

        Assert.Equal(ResidentFiles.Fincore(path), cached.GetProperty("cachedPages").GetInt64());
        KeptPages.AssertAll(ResidentFiles.Pages, cached.GetProperty("cachedPages").GetInt64());
        Assert.True(cached.GetProperty("open").GetBoolean());
        Assert.False(cached.GetProperty("mapped").GetBoolean());

        PageCache.WriteBackAndDrop(File.OpenHandle(path, share: FileShare.ReadWrite));
        var dropped = ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", holder.Id, "--json").Json(), path);
        Assert.Equal((0, 0), (ResidentFiles.Fincore(path), dropped.GetProperty("cachedPages").GetInt64()));
    }

    [Fact]
    public void The_mapped_files_of_a_process_have_the_pages_that_fincore_counts()
    {
        PageCounts.Require();
        using var holder = new FileHolder(ResidentFiles.Write(_scratch, "open.bin"));

        var document = ToolCli.Run("resident", "--pid", holder.Id, "--json").Json();

        var mapped = document.GetProperty("files").EnumerateArray().Where(file => file.GetProperty("mapped").GetBoolean()).ToArray();
        Assert.Contains(mapped, file => file.GetProperty("path").GetString()!.Contains("/libc.so", StringComparison.Ordinal));
        Assert.All(mapped, file => Assert.Equal(ResidentFiles.Fincore(file.GetProperty("path").GetString()!), file.GetProperty("cachedPages").GetInt64()));
    }

    [Fact]
    public void Mapped_pages_are_the_touched_pages_that_smaps_counts()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "mapped.bin");
        var id = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var mapping = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapping.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Assert.Equal(0, ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", id, "--json").Json(), path).GetProperty("mappedPages").GetInt64());

        for (var page = 0; page < ResidentFiles.Pages / 2; page++)
        {
            _ = view.ReadByte((long)page * Environment.SystemPageSize);
        }

        var file = ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", id, "--json").Json(), path);
        Assert.Equal(SmapsPages(path), file.GetProperty("mappedPages").GetInt64());
        Assert.InRange(file.GetProperty("mappedPages").GetInt64(), ResidentFiles.Pages / 2, ResidentFiles.Pages);
        Assert.True(file.GetProperty("mapped").GetBoolean());
    }

    [Fact]
    public void Dirty_pages_are_counted_until_they_are_written_back()
    {
        PageCounts.Require();
        var path = _scratch.File("dirty.bin");
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Write(new byte[ResidentFiles.Pages * Environment.SystemPageSize]);
        file.Flush();

        var entry = ResidentFiles.FileOf(ToolCli.Run("resident", path, "--json").Json(), path);
        Assert.SkipUnless(entry.GetProperty("source").GetString() == "cachestat", "Only cachestat counts dirty pages.");
        Assert.InRange(entry.GetProperty("dirtyPages").GetInt64() + entry.GetProperty("writeBackPages").GetInt64(), 1, ResidentFiles.Pages);

        file.Flush(flushToDisk: true);
        Assert.Equal(0, ResidentFiles.FileOf(ToolCli.Run("resident", path, "--json").Json(), path).GetProperty("dirtyPages").GetInt64());
    }

    [Fact]
    public void A_deleted_file_is_measured_through_its_descriptor()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "gone.bin");
        using var holder = new FileHolder(path);
        File.Delete(path);

        var file = ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", holder.Id, "--json").Json(), path);

        Assert.True(file.GetProperty("deleted").GetBoolean());
        KeptPages.AssertAll(ResidentFiles.Pages, file.GetProperty("cachedPages").GetInt64());
        Assert.Contains("gone.bin (deleted)", ToolCli.Run("resident", "--pid", holder.Id).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_pipes_and_terminals_are_not_listed()
    {
        using var holder = new FileHolder("/dev/null");

        var files = ToolCli.Run("resident", "--pid", holder.Id, "--json").Json().GetProperty("files").EnumerateArray();

        Assert.DoesNotContain(files, file => file.GetProperty("path").GetString()!.StartsWith("/dev/", StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_of_a_file_that_two_processes_have_open_count_once()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "shared.bin");
        using var one = new FileHolder(path);
        using var two = new FileHolder(path);

        var file = ResidentFiles.FileOf(ToolCli.Run("resident", "--pid", one.Id, "--pid", two.Id, "--json").Json(), path);

        Assert.Equal(2, file.GetProperty("processes").GetArrayLength());
        Assert.InRange(file.GetProperty("cachedPages").GetInt64(), 1, ResidentFiles.Pages);
    }

    [Fact]
    public void In_a_directory_each_file_is_measured_once()
    {
        PageCounts.Require();
        Directory.CreateDirectory(_scratch.File("inner"));
        var path = ResidentFiles.Write(_scratch, "inner/one.bin");
        File.CreateSymbolicLink(_scratch.File("link.bin"), path);
        Shell.Run("ln", path, _scratch.File("inner/same.bin")).OrThrow();
        Shell.Run("mkfifo", _scratch.File("pipe")).OrThrow();

        var document = ToolCli.Run("resident", _scratch.Path, "--json").Json();

        var file = Assert.Single(document.GetProperty("files").EnumerateArray());
        Assert.Equal(ResidentFiles.Pages, file.GetProperty("pages").GetInt64());
        Assert.Equal(JsonValueKind.Null, file.GetProperty("mappedPages").ValueKind);
        Assert.False(document.TryGetProperty("cgroup", out _));
    }

    [Theory]
    [InlineData("cached", "b.bin")]
    [InlineData("size", "b.bin")]
    [InlineData("path", "a.bin")]
    public void Files_are_sorted_and_the_totals_include_those_not_shown(string sort, string first)
    {
        PageCounts.Require();
        File.WriteAllBytes(_scratch.File("a.bin"), new byte[Environment.SystemPageSize]);
        ResidentFiles.Write(_scratch, "b.bin");

        var document = ToolCli.Run("resident", _scratch.Path, "--sort", sort, "--top", "1", "--json").Json();

        Assert.Equal(_scratch.File(first), Assert.Single(document.GetProperty("files").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal((2, ResidentFiles.Pages + 1L), (document.GetProperty("total").GetProperty("files").GetInt32(), document.GetProperty("total").GetProperty("pages").GetInt64()));
    }

    [Fact]
    public void The_table_has_a_line_per_file_and_the_sums()
    {
        PageCounts.Require();
        var path = ResidentFiles.Write(_scratch, "one.bin");

        var table = ToolCli.Run("resident", path).Succeeded();

        Assert.Matches($@"\n +2\.0 MiB +100\.0 % +0 B +0 B +2\.0 MiB  {path}\n", table);
        Assert.Contains("1 measured file: 2.0 MiB cached of 2.0 MiB", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
    }

    [Fact]
    public async Task Watch_repeats_the_document_until_Ctrl_C()
    {
        Signals.Require(signal: 2);
        var path = ResidentFiles.Write(_scratch, "one.bin");
        using var process = Process.Start(ToolCli.Describe("resident", path, "--watch", "--interval", "1", "--json"))!;
        using var first = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        using var second = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        Shell.Run("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture)).OrThrow();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(first.RootElement.GetProperty("files")[0].GetProperty("path").GetString(), second.RootElement.GetProperty("files")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("", 2, "name a process (--pid), a cgroup (--cgroup) or a path")]
    [InlineData("--pid 1 /tmp", 2, "--pid, --cgroup and paths exclude each other")]
    [InlineData("--pid x", 2, "--pid")]
    [InlineData("--pid 1 --top 0", 2, "--top takes an integer of at least 1, not '0'")]
    [InlineData("--pid 999999999", 1, "iopolicy: there is no process 999999999")]
    [InlineData("--cgroup no/such/group", 1, "no/such/group: there is no memory cgroup of this name")]
    [InlineData("/no/such/file", 1, "/no/such/file: no such file or directory")]
    [InlineData("/dev/null", 1, "/dev/null: expected a file or a directory")]
    public void A_wrong_command_line_ends_with_one_sentence(string arguments, int exitCode, string sentence) =>
        Assert.Contains(sentence, ToolCli.Run(["resident", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Failed(exitCode), StringComparison.Ordinal);

    /// <summary>Gets the number of pages of a file that this process has mapped and touched, as the kernel sums them in smaps.</summary>
    private static long SmapsPages(string path)
    {
        var pages = 0L;
        var isFile = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            isFile = fields[0].Contains('-', StringComparison.Ordinal) ? line.EndsWith(path, StringComparison.Ordinal) : isFile;
            pages += isFile && fields[0] == "Rss:" ? long.Parse(fields[1], CultureInfo.InvariantCulture) * 1024 / Environment.SystemPageSize : 0;
        }

        return pages;
    }
}
