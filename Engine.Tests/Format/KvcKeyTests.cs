namespace KvCache.Tests;

public sealed class KvcKeyTests
{
    [Fact]
    public void Its_bytes_make_the_same_key_again()
    {
        var key = KvcKey.OfText("text"u8);
        Span<byte> hash = stackalloc byte[KvcKey.Size + 1];

        key.CopyTo(hash);

        Assert.Equal(key, KvcKey.FromHash(hash[..KvcKey.Size]));
        Assert.Equal(0, hash[KvcKey.Size]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(KvcKey.Size - 1)]
    public void Nothing_is_written_where_there_is_no_room_for_all(int length)
    {
        var hash = new byte[length];

        Assert.Throws<ArgumentException>("hash", () => KvcKey.OfText("text"u8).CopyTo(hash));

        Assert.All(hash, written => Assert.Equal(0, written));
    }

    /// <summary>Digit by digit, whichever of the hash's parts differs.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(19)]
    public void Keys_compare_as_their_names(int index)
    {
        var hash = Enumerable.Repeat((byte)0x7F, KvcKey.Size).ToArray();
        var low = KvcKey.FromHash(hash);
        hash[index] = 0x80;
        var high = KvcKey.FromHash(hash);

        // The bytes after the deciding one have the opposite order.
        hash.AsSpan(index + 1).Clear();
        var highest = KvcKey.FromHash(hash);

        Assert.Equal(Math.Sign(string.CompareOrdinal(low.ToString(), high.ToString())), Math.Sign(KvcKey.Compare(low, high)));
        Assert.True(KvcKey.Compare(low, high) < 0 && KvcKey.Compare(high, low) > 0 && KvcKey.Compare(low, highest) < 0 && KvcKey.Compare(highest, low) > 0);
        Assert.Equal(0, KvcKey.Compare(low, low));
    }

    [Theory]
    [InlineData(KvcKey.Size - 1)]
    [InlineData(KvcKey.Size + 1)]
    public void A_hash_of_another_length_is_no_key(int length) => Assert.Contains(
        $"20 bytes; there are {length}", Assert.Throws<ArgumentException>("hash", () => KvcKey.FromHash(new byte[length])).Message, StringComparison.Ordinal);
}
