using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>A policy with <c>Recurse</c>: the files of the directory that it covers, the result of the call, and a failing write-back.</summary>
public sealed class DirectoryPolicyTests(FailingMount device) : IClassFixture<FailingMount>, IDisposable
{
    private const int Bytes = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 0)]
    [InlineData(false, false, 64 << 10)] // A directory has no window.
    public async Task A_write_covers_the_files_that_changed_during_the_call(bool asynchronous, bool background, int window)
    {
        var before = SampleFile.Create(_directory.File("before"), Bytes);
        WaitUntilOlder(before.Path);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DirectoryPolicyTests)) { Recurse = true, Background = background, WindowBytes = window };
        policy.Enter(_directory.Path, out var scope);
        _ = Directory.CreateDirectory(_directory.File("inner"));
        string[] written = [_directory.File("fresh"), _directory.File("inner/fresh")];
        Array.ForEach(written, static path => File.WriteAllBytes(path, new byte[Bytes]));
        await scope.Complete(asynchronous);
        await PageCache.Background.FlushAsync(TestContext.Current.CancellationToken);
        Assert.All(written, static path => Assert.Equal(0, PageCache.GetResidency(path).CachedPages));
        before.AssertStays();
    }

    [Fact]
    public void A_read_covers_all_files_and_is_counted_once()
    {
        _ = Directory.CreateDirectory(_directory.File("inner"));
        SampleFile[] samples = [SampleFile.Create(_directory.File("sample"), Bytes), SampleFile.Create(_directory.File("inner/sample"), Bytes)];
        using var counts = new AdviceCounts();
        Read().Entered(_directory.Path).Complete();
        Assert.Equal(["read:issued"], counts.Advice);
        Assert.All(samples, static sample => Assert.Equal(0, sample.CachedPages));
    }

    [Fact]
    public void A_path_that_leads_to_a_file_covers_the_file()
    {
        var sample = SampleFile.Create(_directory.File("sample"), Bytes);
        using var counts = new AdviceCounts();
        Read().Entered(sample.Path).Complete();
        Assert.Equal(["read:issued"], counts.Advice);
        Assert.Equal(0, sample.CachedPages);
    }

    [Fact]
    public void The_result_is_that_of_the_files_or_no_file()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "There is no tmpfs at /dev/shm.");
        using var memory = new ScratchDirectory("/dev/shm");
        using var counts = new AdviceCounts();
        Read().Entered(memory.Path).Complete();
        File.WriteAllBytes(memory.File("file"), new byte[Bytes]);
        Read().Entered(memory.Path).Complete();
        Assert.Equal(["read:no-file", "read:unsupported"], counts.Advice);
    }

    [Fact]
    public void The_first_write_back_that_fails_is_reported()
    {
        using var failing = device.CreateDirectory();
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(DirectoryPolicyTests)) { Recurse = true };
        device.Fail();
        try
        {
            policy.Enter(failing.Path, out var scope);
            for (var number = 0; number < 4; number++)
            {
                File.WriteAllBytes(failing.File($"fresh-{number}"), new byte[64 << 10]);
            }

            var failure = Assert.Throws<IOException>(() => scope.Complete());
            Assert.StartsWith($"Writing back '{Directory.EnumerateFileSystemEntries(failing.Path).First()}' from offset 0 failed: ", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            device.Heal();
        }
    }

    private static PagePolicy Read() => new(PolicyKind.DropAfterFullRead, nameof(DirectoryPolicyTests)) { Recurse = true };

    /// <summary>A file that changed since the last tick of the clock counts as written during the call.</summary>
    private static void WaitUntilOlder(string path)
    {
        using var file = File.OpenHandle(path);
        Assert.Equal(0, Kernel.Status(file, out var status, StatX.ChangeTime));
        Assert.True(SpinWait.SpinUntil(() => Kernel.FileTime() > status.Changed, TimeSpan.FromMinutes(1)));
    }
}
