using IoPolicy.DropBehind;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Files that are written at the same time share the default window.</summary>
public sealed class WindowShareTests : IDisposable
{
    private const int Files = 8;
    private const int Block = 1 << 20;

    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0, 16 << 20)]
    [InlineData(1, 16 << 20)]
    [InlineData(2, 8 << 20)]
    [InlineData(4, 4 << 20)]
    [InlineData(8, 2 << 20)]
    [InlineData(1_000, 2 << 20)]
    public void The_share_is_a_part_of_the_window_but_at_least_two_steps(int files, long share) =>
        Assert.Equal(share, WindowShare.Of(WindowSize.Default, files));

    [Fact]
    public void Eight_writers_cache_little_more_than_one()
    {
        var mebibytes = CachedMebibytes(windowBytes: null);
        Assert.InRange(mebibytes, 0, Files * 3);
    }

    [Fact]
    public void A_chosen_window_is_not_divided()
    {
        var mebibytes = CachedMebibytes(windowBytes: DropBehindStream.DefaultWindowBytes + Block);
        Assert.InRange(mebibytes, Files * 15, Files * 17);
    }

    /// <summary>Writes 32 MiB to each file, block by block in turns, and counts the cached pages of all files.</summary>
    private long CachedMebibytes(int? windowBytes)
    {
        var options = new DropBehindOptions();
        if (windowBytes is { } bytes)
        {
            options.WindowBytes = bytes;
        }

        var streams = Enumerable.Range(0, Files)
            .Select(file => new FileStream(_directory.File($"{file}"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0).DropBehind(options))
            .ToArray();
        try
        {
            var block = new byte[Block];
            for (var time = 0; time < 32; time++)
            {
                Array.ForEach(streams, stream => stream.Write(block));
            }

            return streams.Sum(stream => PageCache.GetResidency(stream.SafeFileHandle).CachedPages ?? 0) * Environment.SystemPageSize / Block;
        }
        finally
        {
            Array.ForEach(streams, stream => stream.Dispose());
        }
    }
}
