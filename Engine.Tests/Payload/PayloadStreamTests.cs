namespace KvCache.Tests;

/// <summary>The streams of payloads: a synthetic session, and a part of a file.</summary>
public sealed class PayloadStreamTests
{
    [Fact]
    public void A_synthetic_payload_is_a_read_only_stream_with_positions()
    {
        using var payload = SyntheticPayload.OpenRead(10, 20);
        var buffer = new byte[10];

        Assert.Equal((true, true, false), (payload.CanRead, payload.CanSeek, payload.CanWrite));
        Assert.Equal(DsvLayout.Flash.PayloadBytes(10, 20), payload.Length);
        Assert.Equal((5, 8, payload.Length - 3), (payload.Seek(5, SeekOrigin.Begin), payload.Seek(3, SeekOrigin.Current), payload.Seek(-3, SeekOrigin.End)));
        Assert.Equal((3, payload.Length), (payload.Read(buffer, 2, 8), payload.Position));
        Assert.Equal(0, payload.Read(buffer));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => payload.Position = -1);
        Assert.Throws<NotSupportedException>(() => payload.SetLength(1));
        Assert.Throws<NotSupportedException>(() => payload.Write(buffer));
    }

    [Fact]
    public void A_segment_is_the_part_of_its_stream()
    {
        using var inner = new MemoryStream([0, 1, 2, 3, 4, 5, 6, 7]);
        using var segment = new StreamSegment(inner, 2, 4);
        var buffer = new byte[9];

        Assert.Equal((true, false, false, 4, 0), (segment.CanRead, segment.CanSeek, segment.CanWrite, segment.Length, segment.Position));
        Assert.Equal(3, segment.Read(buffer, 1, 3));
        inner.Position = 0;
        Assert.Equal((1, 4), (segment.Read(buffer.AsSpan(4)), segment.Position));
        Assert.Equal(0, segment.Read(buffer));
        Assert.Equal([0, 2, 3, 4, 5, 0, 0, 0, 0], buffer);
        Assert.Throws<NotSupportedException>(() => segment.Position = 0);
    }

    /// <summary>A text of several pieces of 64 KiB.</summary>
    [Theory]
    [InlineData(new int[0], null)]
    [InlineData(new[] { 5 }, 5)]
    [InlineData(new[] { 65_535, 65_536 }, 65_535)]
    [InlineData(new[] { 65_536 }, 65_536)]
    [InlineData(new[] { 150_000, 140_000 }, 140_000)]
    [InlineData(new[] { 150_001 }, null)]
    public void A_scan_of_a_text_finds_its_hash_and_its_first_NUL(int[] nuls, int? first)
    {
        var text = new byte[150_010];
        Array.Fill(text, (byte)'a');
        foreach (var nul in nuls)
        {
            text[nul] = 0;
        }

        Assert.Equal((KvcKey.OfText(text.AsSpan(0, 150_001)), (long?)first), TextScan.Of(new MemoryStream(text), 150_001));
    }
}
