namespace KvCache.Tests;

/// <summary>Keys: their bytes, their digits, their order and their file names.</summary>
public sealed class KvcKeyTests
{
    [Fact]
    public void The_bytes_of_a_key_give_the_same_key_again()
    {
        var key = KvcKey.OfText("text"u8);
        Span<byte> hash = stackalloc byte[KvcKey.Size + 1];

        key.CopyTo(hash);

        Assert.Equal(key, KvcKey.FromHash(hash[..KvcKey.Size]));
        Assert.Equal(0, hash[KvcKey.Size]);
    }

    [Theory]
    [InlineData(0, Label = "empty")]
    [InlineData(KvcKey.Size - 1, Label = "a byte too short")]
    public void Nothing_is_written_to_a_buffer_that_is_too_short(int length)
    {
        var hash = new byte[length];

        Assert.Throws<ArgumentException>("hash", () => KvcKey.OfText("text"u8).CopyTo(hash));

        Assert.All(hash, written => Assert.Equal(0, written));
    }

    /// <summary>The order is that of the digits, whichever part of the hash differs.</summary>
    [Theory]
    [InlineData(0, Label = "the first 8 bytes: the first")]
    [InlineData(7, Label = "the first 8 bytes: the last")]
    [InlineData(8, Label = "the second 8 bytes: the first")]
    [InlineData(15, Label = "the second 8 bytes: the last")]
    [InlineData(16, Label = "the last 4 bytes: the first")]
    [InlineData(19, Label = "the last 4 bytes: the last")]
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
    [InlineData(KvcKey.Size - 1, Label = "a byte too short")]
    [InlineData(KvcKey.Size + 1, Label = "a byte too long")]
    public void A_hash_of_another_length_is_no_key(int length) => Assert.Contains(
        $"20 bytes; there are {length}", Assert.Throws<ArgumentException>("hash", () => KvcKey.FromHash(new byte[length])).Message, StringComparison.Ordinal);

    /// <summary>The SHA-1 of "abc" is an example of FIPS 180.</summary>
    [Fact]
    public void A_key_is_the_SHA1_of_its_text()
    {
        var key = KvcKey.OfText("abc"u8);
        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d", key.ToString());
        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d.kv", key.FileName);
    }

    [Theory]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89d", true, Label = "lower case")]
    [InlineData("A9993E364706816ABA3E25717850C26C9CD0D89D", true, Label = "upper case")]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89", false, Label = "a digit less")]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d8", false, Label = "a byte less")]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89d0", false, Label = "a digit more")]
    [InlineData("a9993e364706816aba3e25717850c26c9cd0d89d00", false, Label = "a byte more")]
    [InlineData("g9993e364706816aba3e25717850c26c9cd0d89d", false, Label = "no digit")]
    [InlineData("", false, Label = "no text")]
    public void Forty_digits_are_a_key(string hex, bool isKey)
    {
        Assert.Equal(isKey, KvcKey.TryParse(hex, out var key));
        Assert.Equal(isKey ? KvcKey.OfText("abc"u8) : default, key);
        Assert.Equal(isKey, KvcKey.TryParseFileName(hex + ".kv", out var named));
        Assert.Equal(key, named);
        Assert.False(KvcKey.TryParseFileName(hex + ".kV", out _));
        Assert.False(KvcKey.TryParseFileName(hex, out _));
    }

    [Fact]
    public void The_message_names_the_length_of_a_short_buffer() => Assert.Contains(
        "20 bytes; there are 3", Assert.Throws<ArgumentException>("hash", () => KvcKey.OfText("text"u8).CopyTo(new byte[3])).Message, StringComparison.Ordinal);
}
