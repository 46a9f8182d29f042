using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The fresh write on XFS, where the kernel skips every page that a plain DONTNEED finds dirty.</summary>
public sealed class XfsTests(XfsMount xfs) : IClassFixture<XfsMount>
{
    private const int Bytes = 64 << 20;

    [Fact]
    public void The_plain_hint_right_after_a_fresh_write_leaves_most_pages()
    {
        using var folder = xfs.Folder();
        using var file = File.Create(folder.File("fresh"));
        file.Write(new byte[Bytes]);
        Assert.Equal(AdviceStatus.Issued, PageCache.Drop(file.SafeFileHandle).Status);
        Assert.InRange(Residency.Of(file.SafeFileHandle).CachedPages!.Value, (Bytes / 4096 / 2) + 1, Bytes / 4096);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4 << 20)]
    public void A_policy_leaves_no_page_of_a_fresh_write(int window)
    {
        using var folder = xfs.Folder();
        using var file = File.Create(folder.File("fresh"));
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(XfsTests)) { WindowBytes = window };
        Body.Run(policy, file, f => f.Write(new byte[Bytes]));
        Assert.Equal(0, Residency.Of(file.SafeFileHandle).CachedPages);
    }

    [Fact]
    public async Task A_policy_leaves_no_page_of_an_asynchronous_fresh_write()
    {
        using var folder = xfs.Folder();
        await using var file = new FileStream(folder.File("fresh"), FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
        var policy = new PagePolicy(PolicyKind.DropAfterFullWrite, nameof(XfsTests)) { WindowBytes = 4 << 20 };
        await Body.RunAsync(policy, file, f => f.WriteAsync(new byte[Bytes]).AsTask());
        Assert.Equal(0, Residency.Of(file.SafeFileHandle).CachedPages);
    }

    [Fact]
    public void A_policy_leaves_no_page_of_a_full_read()
    {
        using var folder = xfs.Folder();
        var sample = SampleFile.Create(folder.File("sample"), Bytes);
        using var file = sample.OpenRead();
        Body.Run(new PagePolicy(PolicyKind.DropAfterFullRead, nameof(XfsTests)), file, f => f.CopyTo(Stream.Null));
        Assert.Equal(0, sample.CachedPages);
    }
}
