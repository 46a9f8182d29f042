using IoPolicy.CompilerServices;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Makes the calls that generated code makes for <see cref="HeaderOnlyAttribute"/>, and counts the cached pages.</summary>
public sealed class HeaderPolicyTests : IDisposable
{
    private static readonly PagePolicy Policy = new(PolicyKind.HeaderOnly, nameof(HeaderPolicyTests));

    private readonly ScratchDirectory _directory = new();
    private readonly SampleFile _sample;

    public HeaderPolicyTests() => _sample = SampleFile.Create(_directory.File("sample"), 1 << 20);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_header_scan_keeps_the_payloads_pages()
    {
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => f.ReadExactly(new byte[52]));
        _sample.AssertStays();
    }

    [Fact]
    public void A_header_scan_of_an_uncached_file_reads_one_page()
    {
        _sample.MakeCold();
        using var file = _sample.OpenRead();
        PolicyRunner.Run(Policy, file, f => f.ReadExactly(new byte[52]));
        Assert.Equal(1, _sample.CachedPages);
    }

    [Fact]
    public async Task An_asynchronous_header_scan_of_an_uncached_file_reads_one_page()
    {
        _sample.MakeCold();
        await using var file = _sample.OpenRead(async: true);
        await PolicyRunner.RunAsync(Policy, file, f => f.ReadExactlyAsync(new byte[52]).AsTask());
        Assert.Equal(1, _sample.CachedPages);
    }

    [Fact]
    public void Without_the_policy_more_pages_are_read()
    {
        _sample.MakeCold();
        using var file = _sample.OpenRead();
        file.ReadExactly(new byte[52]);
        Assert.InRange(_sample.CachedPages, 2, 64);
    }

    [Fact]
    public void Readahead_is_back_after_the_scan()
    {
        using var file = _sample.OpenRead(bufferSize: 0);
        PolicyRunner.Run(Policy, file, f => f.ReadExactly(new byte[52]));
        _sample.MakeCold();
        file.Position = 0;
        file.ReadExactly(new byte[52]);
        Assert.InRange(_sample.CachedPages, 2, 64);
    }

    [Fact]
    public void A_header_scan_of_a_handle_reads_one_page()
    {
        _sample.MakeCold();
        using var file = _sample.OpenHandle();
        Policy.Enter(file, out var scope);
        _ = RandomAccess.Read(file, new byte[52], 0);
        scope.Complete();
        Assert.Equal(1, _sample.CachedPages);
    }
}
