using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>On tmpfs, the page cache is the file itself. A drop is unsupported, and the runtime does not call the kernel for it.</summary>
public sealed class TmpfsTests : IDisposable
{
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory;

    public TmpfsTests()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        _directory = new ScratchDirectory("/dev/shm");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_drop_by_hand_is_unsupported()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var counts = new AdviceCounts();
        using var file = File.OpenHandle(sample.Path, access: FileAccess.ReadWrite);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Drop(file).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.WriteBackAndDrop(file).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.WriteBackAndDrop(file, durable: true).Status);
        Assert.Equal(["direct:unsupported", "direct:unsupported", "direct:unsupported"], counts.Advice);
        sample.AssertStays();
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, 0)]
    [InlineData(PolicyKind.DropAfterFullRead, 1 << 16)]
    [InlineData(PolicyKind.DropAfterFullWrite, 0)]
    [InlineData(PolicyKind.DropAfterFullWrite, 1 << 16)]
    public void The_result_of_a_policy_is_unsupported(PolicyKind kind, int window)
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var counts = new AdviceCounts();
        using var file = new FileStream(sample.Path, FileMode.Open, FileAccess.ReadWrite);
        PolicyRunner.Run(new PagePolicy(kind, nameof(TmpfsTests)) { WindowBytes = window }, file, f =>
        {
            f.CopyTo(Stream.Null);
            f.Position = 0;
            f.Write(new byte[Bytes]);
        });
        Assert.Matches("^(read|write):unsupported$", Assert.Single(counts.Advice));
        sample.AssertStays();
    }

    [Fact]
    public void The_file_system_is_not_queried_for_each_window()
    {
        Strace.Require();
        using var disk = new ScratchDirectory();
        foreach (var (path, calls) in ((string, string[])[])[(_directory.File("sample"), []), (disk.File("sample"), ["fadvise64", "sync_file_range"])])
        {
            var (result, traced) = Strace.Run(ChildProcess.Start(Save, [path]), "fstatfs,fadvise64,sync_file_range");
            _ = result.OrThrow();
            var own = traced.Where(call => call.Arguments.Contains("/sample>", StringComparison.Ordinal)).Select(call => call.Name).ToArray();
            Assert.Equal(calls, own.Except(["fstatfs"]).Order());

            // .NET makes one call when it opens a file, because it locks files differently on some network file systems. The runtime makes
            // one call each for the user's descriptor, for the separate descriptor of the windows, and for the user's descriptor at the end.
            Assert.InRange(own.Count(name => name == "fstatfs"), 1, 4);
        }
    }

    internal static void Save(string[] arguments)
    {
        using var file = new FileStream(arguments[0], FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(TmpfsTests)) { WindowBytes = 1 << 16 }, file, f => f.Write(new byte[Bytes]));
    }
}
