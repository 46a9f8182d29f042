using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The calls that generated code makes for <see cref="DropPagesAfterFullWriteAttribute"/>; the caller never calls fsync.</summary>
public sealed class WritePolicyTests : IDisposable
{
    private const int Bytes = (3 << 20) + 100;

    private static readonly PagePolicy Policy = new(PolicyKind.DropAfterFullWrite, nameof(WritePolicyTests));
    private static readonly PagePolicy Windowed = new(PolicyKind.DropAfterFullWrite, nameof(WritePolicyTests)) { WindowBytes = 1 << 20 };

    private readonly ScratchFolder _folder = new();

    private string Path => _folder.File("fresh");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_policy_a_fresh_write_leaves_all_pages()
    {
        using var file = File.Create(Path);
        file.Write(new byte[Bytes]);
        file.Flush();
        Assert.Equal((Bytes + 4095) / 4096, Residency.Of(Path).CachedPages);
    }

    [Fact]
    public void A_fresh_write_leaves_no_page()
    {
        using var file = File.Create(Path);
        var scope = Policy.Enter(file);
        file.Write(new byte[Bytes]);
        scope.Complete();
        scope.Dispose();
        Assert.Equal(0, Residency.Of(Path).CachedPages);
    }

    [Fact]
    public void A_windowed_fresh_write_leaves_no_page()
    {
        using var file = File.Create(Path);
        var scope = Windowed.Enter(file);
        var body = scope.DropBehind(file);
        Assert.NotSame(file, body);
        body.Write(new byte[Bytes]);
        scope.Complete();
        scope.Dispose();
        Assert.Equal(0, Residency.Of(Path).CachedPages);
        Assert.Equal(Bytes, file.Position);
    }

    [Fact]
    public async Task An_asynchronous_windowed_fresh_write_leaves_no_page()
    {
        await using var file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.Read, 4096, useAsync: true);
        var scope = Windowed.Enter(file);
        await scope.DropBehind(file).WriteAsync(new byte[Bytes], TestContext.Current.CancellationToken);
        await scope.CompleteAsync();
        await scope.DisposeAsync();
        Assert.Equal(0, Residency.Of(Path).CachedPages);
    }
}
