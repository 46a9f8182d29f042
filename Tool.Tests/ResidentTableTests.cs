using System.Globalization;
using IoPolicy.Testing;
using IoPolicy.Tool.Resident;

namespace Tool.Tests;

/// <summary>The lines, the sums and the parsed texts of <c>iopolicy resident</c>, without the kernel's own numbers.</summary>
public sealed class ResidentTableTests : IDisposable
{
    private const string FileHead = "      cached    share       dirty  write-back        size  file";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Each_fact_has_its_column_and_each_unknown_number_its_line()
    {
        FileDocument[] files =
        [
            FileOf("/a", pages: 4, cached: 3, dirty: 2, writeBack: 1, mapped: 2),
            FileOf("/b", pages: 1024, cached: 0, dirty: 0, writeBack: 0, mapped: null) with { Deleted = true, MappedReason = "too long" },
            FileOf("/c", pages: null, cached: null, dirty: null, writeBack: null, mapped: null) with { Reason = "permission denied" },
            FileOf("/d", pages: 9, cached: null, dirty: null, writeBack: null, mapped: null) with { Reason = "permission denied" },
            FileOf("/e", pages: 1, cached: 0, dirty: 0, writeBack: 0, mapped: 0),
        ];
        var document = new ResidentDocument
        {
            PageBytes = 4096,
            Processes = [new ProcessDocument { Pid = 7, Command = "one", Reason = null }, new ProcessDocument { Pid = 8, Command = "two", Reason = "it ended" }],
            HiddenProcesses = 2,
            Files = files[..4],
            Total = TotalDocument.Of(files),
            Cgroup = new CgroupDocument
            {
                Directory = "/group",
                Version = 1,
                UsageBytes = 3 << 20,
                LimitBytes = 1 << 30,
                FileBytes = 2 << 20,
                ActiveFileBytes = 1024,
                InactiveFileBytes = 2048,
                MappedFileBytes = 3072,
                WorkingSetBytes = 5,
                ClosedFileBytes = 0,
            },
            CgroupReason = "a reason",
        };

        Assert.Equal(
            [
                "      cached    share       dirty  write-back      mapped        size  file",
                "    12.0 KiB   75.0 %     8.0 KiB     4.0 KiB     8.0 KiB    16.0 KiB  /a",
                "         0 B    0.0 %         0 B         0 B     unknown     4.0 MiB  /b (deleted)",
                "     unknown  unknown     unknown     unknown     unknown     unknown  /c",
                "     unknown  unknown     unknown     unknown     unknown    36.0 KiB  /d",
                "3 measured files: 12.0 KiB cached of 4.0 MiB, 8.0 KiB dirty, 4.0 KiB in write-back, 8.0 KiB mapped; the first 4 of 5 shown",
                "unknown: 2 files: permission denied",
                "unknown: the mapped pages of 1 file: too long",
                "unknown: process 8 (two): it ended",
                "unknown: 2 of the cgroup's processes belong to another PID namespace",
                "unknown: the cgroup: a reason",
                "cgroup /group (version 1), with all that is charged to it:",
                "  usage                        3.0 MiB  of 1.0 GiB",
                "  file                         2.0 MiB  page cache, with shared memory and tmpfs",
                "  active_file                  1.0 KiB  part of the working set",
                "  inactive_file                2.0 KiB  not part of the working set",
                "  mapped file                  3.0 KiB",
                "  dirty file                   unknown",
                "  working set                      5 B  usage without inactive_file, as the kubelet reports it",
                "  of closed files                  0 B  at least: pages of files that none of these processes has open or mapped",
            ],
            ResidentTable.Lines(document));
        Assert.Equal((5, 2, 1029L, 3L, 2L, 1L, 2L), (document.Total.Files, document.Total.UnknownFiles, document.Total.Pages, document.Total.CachedPages, document.Total.DirtyPages, document.Total.WriteBackPages, document.Total.MappedPages));
    }

    [Fact]
    public void A_directory_has_no_mapped_pages_and_no_cgroup()
    {
        FileDocument[] files = [FileOf("/a", pages: 4, cached: 4, dirty: 0, writeBack: 0, mapped: null)];
        var document = new ResidentDocument { PageBytes = 4096, Processes = [], HiddenProcesses = 0, Files = files, Total = TotalDocument.Of(files) };

        Assert.Equal(
            [FileHead, "    16.0 KiB  100.0 %         0 B         0 B    16.0 KiB  /a", "1 measured file: 16.0 KiB cached of 16.0 KiB, 0 B dirty, 0 B in write-back"],
            ResidentTable.Lines(document));
        Assert.Equal(
            "unknown: the cgroup's processes of other PID namespaces, which version 1 of the interface does not list",
            ResidentTable.Lines(document with { HiddenProcesses = null }).Last());
        Assert.Equal(
            "  usage                        unknown  no limit",
            ResidentTable.Lines(document with { Cgroup = new CgroupDocument { Directory = "/", Version = 2 } }).ElementAt(4));
    }

    [Theory]
    [InlineData("7f0c34e5b000-7f0c34e5d000 r--s 00003000 fe:00 1583   /a path/of\\012two lines", 0x7f0c34e5b000, 2, 3, "fe:00", 1583, "/a path/of\ntwo lines")]
    [InlineData("00001000-00002000 r-xp 00000000 08:01 7 /lib (deleted)", 0x1000, 1, 0, "08:01", 7, "/lib (deleted)")]
    public void A_mapping_of_a_file_is_parsed(string line, long address, long pages, long firstPage, string device, ulong inode, string path)
    {
        Assert.SkipUnless(Environment.SystemPageSize == 4096, "The test has the page size of x86-64.");

        Assert.Equal(new FileMapping(line.Split(' ')[0], address, pages, firstPage, device, inode, path), FileMapping.Parse(line));
    }

    [Theory]
    [InlineData("7f0c34e5b000-7f0c34e5d000 rw-p 00000000 00:00 0", Label = "no path")]
    [InlineData("7f0c34e5b000-7f0c34e5d000 rw-p 00000000 00:00 0          [heap]", Label = "no file")]
    [InlineData("7f0c34e5b000-7f0c34e5d000 rw-p 00000000 00:01 9          anon_inode:[x]", Label = "an inode without a path")]
    [InlineData("7f0c34e5b000-7f0c34e5d000 rw-s 00000000 00:00 0          /dev/zero (deleted)", Label = "no inode")]
    [InlineData("7f0c34e5b000 rw-s 00000000 00:01 9 /a", Label = "no range")]
    public void Another_mapping_is_skipped(string line) => Assert.Null(FileMapping.Parse(line));

    [Fact]
    public void Each_page_of_a_file_counts_once()
    {
        var pages = new PageSet(130);
        foreach (var page in (long[])[0, 63, 64, 64, 129, 130, 1000])
        {
            pages.Add(page);
        }

        Assert.Equal(4, pages.Count);
        Assert.Equal(0, new PageSet(0).Count);
    }

    /// <summary>A directory with the files of a cgroup, because a machine has only one version of them.</summary>
    [Theory]
    [InlineData(1, "9223372036854771712", "usage 1000, limit none, file 2, shared 3, active 4, inactive 5, mapped 6, dirty 7, working set 995")]
    [InlineData(1, "5000", "usage 1000, limit 5000, file 2, shared 3, active 4, inactive 5, mapped 6, dirty 7, working set 995")]
    [InlineData(2, "max", "usage 1000, limit none, file 12, shared 13, active 14, inactive 15, mapped 16, dirty 17, working set 985")]
    [InlineData(2, "5000", "usage 1000, limit 5000, file 12, shared 13, active 14, inactive 15, mapped 16, dirty 17, working set 985")]
    public void The_figures_of_a_cgroup_are_read_from_their_files(int version, string limit, string expected)
    {
        Write("memory.stat", "cache 92\nshmem 13\nfile 12\nactive_file 14\ninactive_file 15\nfile_mapped 16\nfile_dirty 17\nmapped_file 96\ndirty 97\nodd\n"
            + "total_cache 2\ntotal_shmem 3\ntotal_active_file 4\ntotal_inactive_file 5\ntotal_mapped_file 6\ntotal_dirty 7\n");
        Write(version == 1 ? "memory.usage_in_bytes" : "memory.current", "1000\n");
        Write(version == 1 ? "memory.limit_in_bytes" : "memory.max", limit + "\n");
        Write("cgroup.procs", "20\n3\n");
        Directory.CreateDirectory(_scratch.File("inner/most"));
        Write("inner/cgroup.procs", "3\n100\n");
        Write("inner/most/cgroup.procs", "4\n");

        var group = MemoryCgroup.Find(_scratch.Path);
        var read = group.Read();

        Assert.Equal((_scratch.Path.TrimEnd('/'), version), (read.Directory.TrimEnd('/'), read.Version));
        Assert.Equal(
            expected,
            string.Create(
                CultureInfo.InvariantCulture,
                $"usage {read.UsageBytes}, limit {read.LimitBytes?.ToString(CultureInfo.InvariantCulture) ?? "none"}, file {read.FileBytes}, shared {read.SharedMemoryBytes}, active {read.ActiveFileBytes}, inactive {read.InactiveFileBytes}, mapped {read.MappedFileBytes}, dirty {read.DirtyFileBytes}, working set {read.WorkingSetBytes}"));
        Assert.Equal([3, 4, 20, 100], group.Processes());
        Write("memory.stat", "file 1\n");
        Assert.Null(MemoryCgroup.Find(_scratch.Path).Read().WorkingSetBytes);
    }

    private void Write(string name, string text) => File.WriteAllText(_scratch.File(name), text);

    private static FileDocument FileOf(string path, long? pages, long? cached, long? dirty, long? writeBack, long? mapped) => new()
    {
        Path = path,
        Deleted = false,
        Pages = pages,
        CachedPages = cached,
        DirtyPages = dirty,
        WriteBackPages = writeBack,
        MappedPages = mapped,
        Source = "cachestat",
        Open = true,
        Mapped = mapped is not null,
        Processes = [],
    };
}
