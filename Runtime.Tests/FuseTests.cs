using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>
/// A file on FUSE. The server of the file system reads another file (the lower file), and the kernel counts the pages of the lower file
/// separately.
/// </summary>
public sealed class FuseTests(FuseMount fuse) : IClassFixture<FuseMount>
{
    private const int Bytes = 1 << 20;
    private const int Pages = Bytes / 4096;

    private static readonly PagePolicy Read = new(PolicyKind.DropAfterFullRead, "Fuse.Load");
    private static readonly PagePolicy Preserving = new(PolicyKind.DropAfterFullRead, "Fuse.Load") { PreserveCached = true };
    private static readonly PagePolicy Write = new(PolicyKind.DropAfterFullWrite, "Fuse.Save");

    [Fact]
    public void Residency_is_unknown_while_the_pages_of_the_lower_file_are_cached()
    {
        using var directory = fuse.CreateDirectory();
        var path = Sample(directory);
        using var file = File.OpenHandle(path);
        Assert.Equal(ResidencySource.Unknown, PageCache.GetResidency(file).Source);
        Assert.Equal(ResidencySource.Unknown, PageCache.GetResidency(path).Source);
        Assert.Null(PageCache.GetResidency(path).CachedPages);
        Assert.Equal(Pages, PageCache.GetResidency(path).FilePages);
        Assert.False(PageCache.GetPageMap(file).IsKnown);
        Assert.False(PageCache.GetPageMap(path).IsKnown);
        Assert.Equal(Pages, PageCache.GetResidency(fuse.LowerOf(path)).CachedPages);
    }

    [Fact]
    public void Residency_is_unknown_without_cachestat_too()
    {
        using var directory = fuse.CreateDirectory();
        var child = ChildProcess.Start(Measure, [Sample(directory)]);
        Assert.Equal("Unknown", Shell.Run(Seccomp.Deny(child, Seccomp.Missing, "cachestat")).OrThrow().Output.Trim());
    }

    [Fact]
    public void A_policy_lets_the_body_read_and_write_and_the_lower_pages_stay()
    {
        using var directory = fuse.CreateDirectory();
        using var counts = new AdviceCounts();
        var path = directory.File("saved");
        var payload = new byte[Bytes];
        new Random(1).NextBytes(payload);
        using (var file = File.Create(path))
        {
            PolicyRunner.Run(Write, file, f => f.Write(payload));
        }

        Assert.Equal(payload, File.ReadAllBytes(fuse.LowerOf(path)));
        using (var file = File.OpenRead(path))
        {
            var read = new byte[Bytes];
            PolicyRunner.Run(Read, file, f => f.ReadExactly(read));
            Assert.Equal(payload, read);
        }

        Assert.Equal(["read:issued", "write:issued"], counts.Advice.Order());
        KeptPages.AssertAll(Pages, PageCache.GetResidency(fuse.LowerOf(path)).CachedPages);
    }

    [Fact]
    public void A_policy_that_preserves_cached_pages_drops_nothing()
    {
        using var directory = fuse.CreateDirectory();
        using var counts = new AdviceCounts();
        using var file = File.OpenRead(Sample(directory));
        PolicyRunner.Run(Preserving, file, f => f.CopyTo(Stream.Null));
        Assert.Equal(["read:unmeasured"], counts.Advice);
    }

    [Fact]
    public void Verification_names_FUSE()
    {
        using var directory = fuse.CreateDirectory();
        var result = ChildProcess.Run(Load, [Sample(directory)], ("IOPOLICY_VERIFY", "1")).OrThrow();
        Assert.Contains("Fuse.Load", Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("it is on FUSE, whose server reads another file, and the pages of that file stay", result.Error, StringComparison.Ordinal);
    }

    internal static void Measure(string[] arguments) => Console.WriteLine(PageCache.GetResidency(arguments[0]).Source);

    internal static void Load(string[] arguments)
    {
        for (var round = 0; round < 2; round++)
        {
            using var file = File.OpenRead(arguments[0]);
            PolicyRunner.Run(Read, file, f => f.CopyTo(Stream.Null));
        }
    }

    /// <summary>Creates a file. All pages of its lower file are cached.</summary>
    private string Sample(ScratchDirectory directory)
    {
        var path = directory.File("sample");
        _ = SampleFile.Create(fuse.LowerOf(path), Bytes);
        Assert.Equal(Bytes, File.ReadAllBytes(path).Length);
        return path;
    }
}
