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
}
