using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The behavior on Windows, macOS and 32-bit kernels. The platform switch is set for the whole process during a test.</summary>
[Collection(ProcessWide)]
public sealed class OtherSystemTests : IDisposable
{
    internal const string ProcessWide = "Process-wide state";

    private readonly ScratchDirectory _directory = new();
    private readonly SampleFile _sample;

    public OtherSystemTests()
    {
        _sample = SampleFile.Create(_directory.File("sample"), 1 << 20);
        Kernel.IsSupported = false;
    }

    public void Dispose()
    {
        Kernel.IsSupported = true;
        _directory.Dispose();
    }

    [Fact]
    public void All_advice_is_unsupported()
    {
        using var file = _sample.OpenHandle();
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Drop(file).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.WriteBackAndDrop(file).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.WriteBackAndDrop(file, durable: true).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Prefetch(file).Status);
        Assert.Equal(AdviceStatus.Unsupported, PageCache.Expect(file, AccessPattern.Random).Status);
    }

    [Fact]
    public void A_file_is_replaced_with_the_methods_of_dotnet()
    {
        using var directory = new ScratchDirectory();
        var (target, backup) = (directory.File("target"), directory.File("backup"));
        File.WriteAllBytes(directory.File($".iopolicy-{new string('a', 32)}.tmp"), [1]);
        Assert.Equal(1, DurableFile.RemoveAbandoned(directory.Path));
        DurableFile.Replace(target, stream => stream.WriteByte(1));
        Assert.Equal([1], File.ReadAllBytes(target));
        DurableFile.Replace(target, stream => stream.WriteByte(2), new() { BackupPath = backup, DropBehind = new() });
        Assert.Equal([2], File.ReadAllBytes(target));
        Assert.Equal([1], File.ReadAllBytes(backup));
        _ = Assert.Throws<DurableFileException>(() => DurableFile.Replace(target, stream => stream.WriteByte(3), new() { FailIfExists = true }));
        using (var living = DurableFile.Create(target))
        {
            living.Stream.Dispose();
            Assert.Equal(0, DurableFile.RemoveAbandoned(directory.Path));
        }

        Assert.Equal([2], File.ReadAllBytes(target));
        Assert.Equal(2, Directory.GetFiles(directory.Path).Length);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_file_is_replaced_step_by_step_with_a_temporary_prefix()
    {
        using var directory = new ScratchDirectory();
        var target = directory.File("target");
        File.WriteAllBytes(target, [1]);
        File.SetUnixFileMode(target, UnixFileMode.UserRead);
        using var file = DurableFile.Create(target, new() { IgnoreTarget = true, TemporaryPrefix = "own-" });
        Assert.StartsWith("own-", Path.GetFileName(file.Stream.Name), StringComparison.Ordinal);
        file.Stream.WriteByte(2);
        file.Prepare();
        file.Prepare();
        Assert.Equal([1], File.ReadAllBytes(target));
        file.Publish();
        Assert.Equal([2], File.ReadAllBytes(target));
        file.Commit();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        Assert.Equal([target], Directory.GetFiles(directory.Path));
    }

    [Theory]
    [InlineData("a directory", "it is a directory")]
    [InlineData("an existing file", "it exists")]
    [InlineData("a read-only file", "it is read-only")]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_target_that_cannot_be_replaced_is_refused(string target, string reason)
    {
        using var directory = new ScratchDirectory();
        var path = directory.File("target");
        if (target == "a directory")
        {
            _ = Directory.CreateDirectory(path);
        }
        else
        {
            File.WriteAllBytes(path, [1]);
            File.SetUnixFileMode(path, target == "a read-only file" ? UnixFileMode.UserRead : UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var failure = Assert.Throws<DurableFileException>(() => DurableFile.Create(path, new() { FailIfExists = target == "an existing file" }));
        Assert.Equal((DurableFileStep.CheckTarget, reason, path), (failure.Step, failure.Reason, failure.Path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Theory]
    [InlineData(null, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead)]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void The_permissions_are_the_targets_or_the_requested_ones(UnixFileMode? requested, UnixFileMode expected)
    {
        var target = _directory.File("target");
        DurableFile.Replace(target, static stream => stream.WriteByte(1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        DurableFile.Replace(target, static stream => stream.WriteByte(2), new() { Mode = requested });
        Assert.Equal(expected, File.GetUnixFileMode(target));
    }

    [Fact]
    public void A_file_that_appears_before_the_commit_stays_with_FailIfExists()
    {
        var target = _directory.File("target");
        using var file = DurableFile.Create(target, new() { FailIfExists = true });
        file.Stream.WriteByte(2);
        File.WriteAllBytes(target, [1]);
        Assert.Equal(DurableFileStep.Rename, Assert.Throws<DurableFileException>(file.Commit).Step);
        Assert.Equal([1], File.ReadAllBytes(target));
        Assert.Equal(2, Directory.GetFiles(_directory.Path).Length); // The sample and the target.
    }

    [Fact]
    public void Residency_is_unknown()
    {
        using var file = _sample.OpenHandle();
        Assert.False(PageCache.GetResidency(file).IsKnown);
        Assert.False(PageCache.GetResidency(_sample.Path).IsKnown);
        Assert.False(PageCache.GetPageMap(file).IsKnown);
        Assert.False(PageCache.GetPageMap(_sample.Path).IsKnown);
        _ = Assert.Throws<FileNotFoundException>(() => PageCache.GetResidency(_directory.File("none")));
    }

    [Theory]
    [InlineData(PolicyKind.DropAfterFullRead, false)]
    [InlineData(PolicyKind.DropAfterFullWrite, false)]
    [InlineData(PolicyKind.DropAfterFullWrite, true)]
    [InlineData(PolicyKind.HeaderOnly, false)]
    public void A_policy_lets_the_body_run_on_the_file_itself(PolicyKind kind, bool durable)
    {
        using var counts = new AdviceCounts();
        using var file = new FileStream(_sample.Path, FileMode.Open, FileAccess.ReadWrite);
        var policy = new PagePolicy(kind, nameof(OtherSystemTests)) { WindowBytes = 1 << 16, Durable = durable };
        PolicyRunner.Run(policy, file, f =>
        {
            Assert.Same(file, f);
            f.CopyTo(Stream.Null);
            f.Write(new byte[100_000]);
        });
        policy.Enter(_sample.Path, out var path);
        path.Complete();
        Assert.All(counts.Advice, outcome => Assert.Matches("unsupported|header:no-file", outcome));
        Assert.Equal((1 << 20) + 100_000, file.Length);
    }

    [Fact]
    public async Task A_DropBehindFile_passes_all_calls_through()
    {
        await using var file = new DropBehindFile(File.OpenHandle(_directory.File("fresh"), FileMode.Create, FileAccess.ReadWrite), new() { WindowBytes = 1 << 16, Mode = DropBehindMode.Uncached });
        Assert.Equal(DropBehindMode.Windowed, file.Mode);
        file.Write(new byte[1 << 20], 0);
        file.Write([new byte[100], new byte[50]], 1 << 20);
        await file.WriteAsync([new byte[10]], (1 << 20) + 150, TestContext.Current.CancellationToken);
        Assert.Equal(160, file.Read([new byte[100], new byte[100]], 1 << 20));
        Assert.Equal(160, await file.ReadAsync(new byte[200], 1 << 20, TestContext.Current.CancellationToken));
        await file.CompleteAsync();
        Assert.Equal((1 << 20) + 160, RandomAccess.GetLength(file.SafeFileHandle));
    }

    [Fact]
    public void A_DropBehindStream_passes_all_calls_through()
    {
        using var stream = new DropBehindStream(File.Create(_directory.File("fresh")), new() { WindowBytes = 1 << 16 });
        stream.Write(new byte[1 << 20]);
        stream.Complete();
        Assert.Equal(1 << 20, stream.Length);
    }
}

[CollectionDefinition(OtherSystemTests.ProcessWide, DisableParallelization = true)]
public sealed class ProcessWideState;
