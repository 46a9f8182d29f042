using Kv.Commands;
using Kv.Output;

namespace Kv.Tests;

/// <summary>The streams around files: progress and cancellation, and the verified length of a member of an archive.</summary>
public sealed class StreamWrapperTests
{
    [Fact]
    public void Progress_counts_the_bytes_of_reads_and_writes()
    {
        using var inner = new MemoryStream(new byte[10], writable: true);
        var moved = new List<long>();
        using var stream = new ProgressStream(inner, moved.Add, CancellationToken.None);

        Assert.Equal((true, true, true, 10), (stream.CanRead, stream.CanSeek, stream.CanWrite, stream.Length));
        Assert.Equal(4, stream.Read(new byte[9], 1, 4));
        Assert.Equal(4, stream.Position);
        stream.Write([1, 2, 3], 1, 2);
        Assert.Equal(9, stream.Seek(-1, SeekOrigin.End));
        Assert.Equal(1, stream.Read(new byte[5]));
        Assert.Equal(0, stream.Read(new byte[5]));
        stream.Position = 2;
        stream.Write([7]);

        Assert.Equal([4, 2, 1, 0, 1], moved);
        Assert.Equal([0, 0, 7, 0, 2, 3, 0, 0, 0, 0], inner.ToArray());
    }

    [Fact]
    public void A_cancelled_transfer_reads_and_writes_nothing()
    {
        using var inner = new MemoryStream(new byte[10], writable: true);
        using var stream = new ProgressStream(inner, _ => Assert.Fail("No byte was moved."), new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(() => stream.Read(new byte[1]));
        Assert.Throws<OperationCanceledException>(() => stream.Write([1]));
        Assert.Equal(0, inner.Position);
    }

    /// <summary>The header of a member has the verified length, so a file that grows is read up to it, and one that shrinks is a failure.</summary>
    [Fact]
    public void A_member_ends_at_its_verified_length()
    {
        using var file = new MemoryStream([0, 1, 2, 3, 4, 5, 6, 7]) { Position = 7 };
        using var data = new VerifiedBytes(file, "/a/b", 6);
        var buffer = new byte[9];

        Assert.Equal((true, true, false, 6), (data.CanRead, data.CanSeek, data.CanWrite, data.Length));
        Assert.Equal((4, 2), (data.Read(buffer, 1, 4), data.Read(buffer, 5, 4)));
        Assert.Equal([0, 0, 1, 2, 3, 4, 5, 0, 0], buffer);
        Assert.Equal(0, data.Read(buffer));
        Assert.Equal((5, 3, 4, 4), (data.Seek(-1, SeekOrigin.End), data.Seek(3, SeekOrigin.Begin), data.Seek(1, SeekOrigin.Current), data.Position));

        file.SetLength(4);
        Assert.Equal("/a/b: another process cut the file short at byte 4 during the export", Assert.Throws<IOException>(() => data.Read(buffer)).Message);
        Assert.Equal(0, data.Read([]));
    }
}
