using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The calls that generated code makes for <see cref="DropPagesAfterFullReadAttribute"/>, on the real page cache.</summary>
public sealed class ReadPolicyTests : IDisposable
{
    private const int Bytes = (3 << 20) + 100;

    private static readonly PagePolicy Policy = new(PolicyKind.DropAfterFullRead, nameof(ReadPolicyTests));

    private readonly ScratchFolder _folder = new();
    private readonly SampleFile _sample;

    public ReadPolicyTests() => _sample = SampleFile.Create(_folder.File("sample"), Bytes);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_policy_a_full_read_leaves_all_pages()
    {
        using var file = _sample.OpenRead();
        file.CopyTo(Stream.Null);
        Assert.Equal(_sample.Pages, _sample.CachedPages);
    }

    [Fact]
    public void A_full_read_leaves_no_page()
    {
        using var file = _sample.OpenRead();
        var scope = Policy.Enter(file);
        try
        {
            file.CopyTo(Stream.Null);
            scope.Complete();
        }
        finally
        {
            scope.Dispose();
        }

        Assert.Equal(0, _sample.CachedPages);
    }

    [Fact]
    public async Task An_asynchronous_full_read_leaves_no_page()
    {
        await using var file = _sample.OpenRead(async: true);
        var scope = Policy.Enter(file);
        try
        {
            await file.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
            await scope.CompleteAsync();
        }
        finally
        {
            await scope.DisposeAsync();
        }

        Assert.Equal(0, _sample.CachedPages);
    }
}
