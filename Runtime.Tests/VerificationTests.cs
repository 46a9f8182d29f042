using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary><c>IOPOLICY_VERIFY=1</c>: one line for each cause of ineffective advice. Each test runs the calls in a child process.</summary>
public sealed class VerificationTests(XfsMount xfs) : IClassFixture<XfsMount>, IDisposable
{
    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, "Sample.Load");
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, "Sample.Load");
    private static readonly PagePolicy Durable = new(PolicyKind.DropAfterFullWrite, "Sample.Load") { Durable = true };
    private static readonly PagePolicy Background = new(PolicyKind.DropAfterFullWrite, "Sample.Load") { Background = true };
    private static readonly PagePolicy Preserving = new(PolicyKind.DropAfterFullRead, "Sample.Load") { PreserveCached = true };
    private static readonly PagePolicy Scan = new(PolicyKind.HeaderOnly, "Sample.Scan");

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Effective_advice_reports_nothing()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        Assert.Empty(Run(LoadTwice, sample.Path));
        Assert.Empty(Run(Prefetch, sample.Path));
    }

    [Fact]
    public void Dirty_pages_are_reported_once()
    {
        using var directory = xfs.CreateDirectory();
        var lines = Run(DropAfterFreshWrite, directory.File("fresh"));
        Assert.All(lines, line => Assert.StartsWith("IoPolicy: PageCache.Drop left ", line, StringComparison.Ordinal));

        // The device decides whether the pages are still dirty, already being written, or clean since.
        Assert.InRange(lines.Length, 1, 2);
        Assert.All(lines, line => Assert.Matches("pages (are dirty|are being written|were dirty or being written)", line));
    }

    [Fact]
    public void Without_the_variable_nothing_is_reported()
    {
        using var directory = xfs.CreateDirectory();
        Assert.Empty(ChildProcess.Run(DropAfterFreshWrite, [directory.File("fresh")]).OrThrow().Error);
    }

    [Fact]
    public void A_mapping_of_this_process_is_reported_with_its_addresses()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var line = Assert.Single(Run(LoadMapped, sample.Path));
        Assert.Matches("^IoPolicy: Sample.Load left 256 pages of .* this process has mapped the file, at [0-9a-f]+-[0-9a-f]+,", line);
    }

    [Fact]
    public void A_mapping_of_another_process_is_reported_with_the_process_id()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        using var map = MemoryMappedFile.CreateFromFile(sample.Path, FileMode.Open);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Touch(view);
        var line = Assert.Single(Run(LoadTwice, sample.Path));
        Assert.Contains($"process {Environment.ProcessId} has mapped the file", line, StringComparison.Ordinal);
    }

    [Fact]
    public void On_tmpfs_the_file_system_is_the_cause()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        using var directory = new ScratchDirectory("/dev/shm");
        var sample = SampleFile.Create(directory.File("sample"), 1 << 20);
        Assert.Contains("keeps its files only in the page cache", Assert.Single(Run(LoadTwice, sample.Path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_reason_for_missing_advice_is_reported_once()
    {
        var lines = Run(LoadNothing, _directory.File("closed"));
        Assert.Collection(
            lines,
            line => Assert.Contains("there was no file", line, StringComparison.Ordinal),
            line => Assert.Contains("the file was closed", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_whose_path_is_a_directory_is_reported_once()
    {
        Assert.Collection(
            Run(DropDirectoryByPath, _directory.Path),
            line => Assert.StartsWith("IoPolicy: Sample.Load dropped no pages: the path leads to a directory", line, StringComparison.Ordinal),
            line => Assert.StartsWith("IoPolicy: Sample.Load returned without making its file durable: the path leads to a directory", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Direct_advice_about_a_directory_is_reported()
    {
        var line = Assert.Single(Run(DropDirectory, _directory.Path));
        Assert.Contains("cannot be counted: it is a directory, not a file", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_owner_is_reported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Another owner's process needs Linux and root.");
        Assert.SkipWhen(Tools.Missing("setpriv", "util-linux") is not null, "setpriv is missing.");
        var path = Path.Combine("/tmp", "iopolicy-" + Guid.NewGuid().ToString("N"));
        try
        {
            _ = SampleFile.Create(path, 1 << 20);
            _ = Shell.Run("chmod", "644", path).OrThrow();
            var child = ChildProcess.Start(LoadTwice, [path], ("IOPOLICY_VERIFY", "1"), ("DOTNET_EnableDiagnostics", "0"));
            var reach = Shell.RunAs(new ProcessStartInfo("test", ["-r", typeof(VerificationTests).Assembly.Location]), "nobody");
            Assert.SkipUnless(reach.Succeeded, "The test program is out of reach for another user: a directory above it lets no other user pass.");
            Assert.Contains("cannot be counted: the caller neither owns the file nor may write it", Shell.RunAs(child, "nobody").OrThrow().Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Each cause has its own line, so one cause does not hide another.</summary>
    [Fact]
    public void If_neither_source_answers_the_report_does_not_blame_the_owner()
    {
        var sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        var child = ChildProcess.Start(LoadTwice, [sample.Path], ("IOPOLICY_VERIFY", "1"));
        var refused = Shell.Run(Seccomp.Deny(child, Seccomp.Refused, "cachestat", "mincore")).OrThrow();
        Assert.Contains("neither cachestat nor mincore answers for it here", refused.Error, StringComparison.Ordinal);
        Assert.Contains("its file system is unknown", Shell.Run(Seccomp.Deny(child, Seccomp.Refused, "fstatfs")).OrThrow().Error, StringComparison.Ordinal);
        Assert.Contains("its kind is unknown", Shell.Run(Seccomp.Deny(ChildProcess.Start(DropDirectory, [_directory.Path], ("IOPOLICY_VERIFY", "1")), "EIO", "statx")).OrThrow().Error, StringComparison.Ordinal);
    }

    /// <summary>Readahead is a setting of the open file, and the method opens the path itself.</summary>
    [Fact]
    public void A_header_scan_of_a_path_is_not_reported_as_an_ineffective_drop()
    {
        var lines = Run(ScanPath, SampleFile.Create(_directory.File("sample"), 1 << 20).Path);
        Assert.Collection(
            lines,
            line => Assert.StartsWith("IoPolicy: for Sample.Scan the kernel still reads ahead: there was no open file: null, a stream over no file, or a path,", line, StringComparison.Ordinal),
            line => Assert.StartsWith("IoPolicy: Sample.Load dropped no pages: there was no file", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_result_without_a_drop_has_its_own_line() => Assert.Equal(
        [
            "IoPolicy: Sample.Load dropped no pages: pages are kept by IOPOLICY_KEEP_PAGES, the policy's own variable, PageCache.KeepPages or KeepTailBytes. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: this system or this kind of file has no cached pages that can be dropped. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the file system keeps its files only in the page cache. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the kernel refused the advice, or the file's buffer did not flush. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: there was no file: null, a stream over no file, or a path that does not open. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the policy drops the accessed range only, and the file has no position that shows the range. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the policy preserves cached pages, and it is unknown which pages of this file were cached before. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the file was closed before the advice could be issued. (Each cause is reported once.)",
            "IoPolicy: Sample.Load dropped no pages: the path leads to a directory, and the policy needs a file or Recurse = true. (Each cause is reported once.)",
            "IoPolicy: for Sample.Scan the kernel still reads ahead: this system or this kind of file has no cached pages that can be dropped. (Each cause is reported once.)",
            "IoPolicy: Sample.Load covered only a part of the files in '/directory': a policy covers 10,000 files and examines 100,000 entries. (Each cause is reported once.)",
        ],
        Run(ReportEachResult, _directory.Path));

    internal static void ReportEachResult(string[] arguments)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var result in Enum.GetValues<Measuring.AdviceResult>())
            {
                Advice.AdviceReport.Result(Read.Terms, result);
            }

            Advice.AdviceReport.Result(Scan.Terms, Measuring.AdviceResult.Unsupported);
            Advice.AdviceReport.DirectoryLimit(Read.Terms, "/directory");
        }
    }

    [Fact]
    public void The_meter_counts_dropped_bytes_and_ineffective_advice()
    {
        using var directory = xfs.CreateDirectory();
        var child = ChildProcess.Start(CountPages, [directory.File("fresh")], ("IOPOLICY_VERIFY", "1"));
        Assert.Equal("dropped 1048576, ineffective dirty True", Shell.Run(child).OrThrow().Output.Trim());
    }

    internal static void Prefetch(string[] arguments)
    {
        using var file = File.OpenHandle(arguments[0]);
        _ = PageCache.Prefetch(file);
    }

    internal static void LoadTwice(string[] arguments)
    {
        for (var round = 0; round < 2; round++)
        {
            using var file = File.OpenRead(arguments[0]);
            PolicyRunner.Run(Read, file, f => f.CopyTo(Stream.Null));
        }
    }

    internal static void DropAfterFreshWrite(string[] arguments)
    {
        using var file = File.Create(arguments[0]);
        for (var round = 0; round < 4; round++)
        {
            file.Write(new byte[16 << 20]);
            _ = PageCache.Drop(file.SafeFileHandle);
        }
    }

    internal static void LoadMapped(string[] arguments)
    {
        using var map = MemoryMappedFile.CreateFromFile(arguments[0], FileMode.Open);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        Touch(view);
        LoadTwice(arguments);
    }

    internal static void LoadNothing(string[] arguments)
    {
        for (var round = 0; round < 2; round++)
        {
            PolicyRunner.Run(Read, (FileStream?)null, _ => { });
            var file = File.Create(arguments[0]);
            PolicyRunner.Run(Read, file, f => f.Dispose());
        }
    }

    internal static void DropDirectoryByPath(string[] arguments)
    {
        foreach (var policy in (PagePolicy[])[Read, Write, Durable, Background, Preserving])
        {
            policy.Enter(arguments[0], out var scope);
            scope.Complete();
            policy.Enter(arguments[0], out var asynchronous);
            asynchronous.CompleteAsync().GetAwaiter().GetResult();
        }

        PageCache.Background.FlushAsync().GetAwaiter().GetResult();
    }

    internal static void DropDirectory(string[] arguments)
    {
        using var directory = Interop.Kernel.OpenForAdvice(arguments[0])!;
        _ = PageCache.Drop(directory);
        _ = PageCache.WriteBackAndDrop(directory);
    }

    internal static void ScanPath(string[] arguments)
    {
        for (var round = 0; round < 2; round++)
        {
            Scan.Enter(arguments[0], out var scope);
            scope.Complete();
            scope.Dispose();
            PolicyRunner.Run(Read, (FileStream?)null, _ => { });
        }
    }

    internal static void CountPages(string[] arguments)
    {
        long dropped = 0, ineffective = 0;
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name is "iopolicy.dropped" or "iopolicy.ineffective")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            _ = instrument.Name == "iopolicy.dropped" ? dropped += value : ineffective += value;
        });
        listener.Start();
        using var file = File.Create(arguments[0]);
        file.Write(new byte[1 << 20]);
        _ = PageCache.WriteBackAndDrop(file.SafeFileHandle);
        var exactly = dropped;
        file.Write(new byte[16 << 20]);
        _ = PageCache.Drop(file.SafeFileHandle);
        Console.WriteLine($"dropped {exactly}, ineffective dirty {ineffective > 0}");
    }

    private static void Touch(MemoryMappedViewAccessor view)
    {
        for (var page = 0; page < 256; page++)
        {
            _ = view.ReadByte(page * 4096L);
        }
    }

    private static string[] Run(Action<string[]> method, string path) =>
        ChildProcess.Run(method, [path], ("IOPOLICY_VERIFY", "1")).OrThrow().Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
