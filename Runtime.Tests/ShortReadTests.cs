using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Reads of a <see cref="DropBehindFile"/> that reach the end of the file or start after it.</summary>
public sealed class ShortReadTests : IDisposable
{
    private const int Window = 64 << 10;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>A read near the end of the file gets fewer bytes than requested, and a read after the end gets none.</summary>
    [Theory]
    [InlineData("span")]
    [InlineData("memory")]
    [InlineData("buffers")]
    [InlineData("buffers, asynchronous")]
    public async Task A_read_over_the_end_counts_the_bytes_that_it_got(string way)
    {
        const int Length = (2 * Window) + 100;
        var sample = SampleFile.Create(_directory.File("sample"), Length);
        using var handle = sample.OpenHandle();
        using var file = new DropBehindFile(handle, new() { WindowBytes = Window, LeaveOpen = true });
        var buffer = new byte[3 * Window];
        long total = 0;
        foreach (var offset in (long[])[0, Length - 1, Length, Length + Window])
        {
            total += way switch
            {
                "span" => file.Read(buffer, offset),
                "memory" => await file.ReadAsync(buffer.AsMemory(), offset, TestContext.Current.CancellationToken),
                "buffers" => file.Read([buffer.AsMemory()], offset),
                _ => await file.ReadAsync([buffer.AsMemory()], offset, TestContext.Current.CancellationToken),
            };
        }

        Assert.Equal(Length + 1, total);
        using var counts = new AdviceCounts();
        file.Complete();
        Assert.Equal([KeyValuePair.Create("read:windows", total)], counts.DroppedBehind);
        Assert.Equal(0, sample.CachedPages);
    }
}
