using CsCheck;

namespace KvCache.Tests;

/// <summary>Synthetic payloads: their size, their layout and their bytes.</summary>
public sealed class SyntheticPayloadTests
{
    [Fact]
    public void The_demos_checkpoint_has_399_MiB()
    {
        using var payload = SyntheticPayload.OpenRead(28_672, 32_768);

        Assert.Equal(418_637_196, payload.Length);
        Assert.Equal(payload.Length, DsvLayout.Flash.PayloadBytes(28_672));
    }

    [Theory]
    [InlineData(1, 2, Label = "the shortest session")]
    [InlineData(127, 128, Label = "a token less than the window of DeepSeek V4")]
    [InlineData(128, 129, Label = "as many tokens as the window of DeepSeek V4")]
    [InlineData(513, 1024, Label = "a token more than complete groups of 128 and 4")]
    [InlineData(2048, 4096, Label = "as many tokens as the old ds4's prefill chunk")]
    [InlineData(28_672, 32_768, Label = "the checkpoint of the demo")]
    [InlineData(1_000_000, 1_048_576, Label = "a million tokens")]
    public void A_session_of_the_same_context_can_load_it(uint tokens, uint contextSize)
    {
        foreach (var layout in (DsvLayout[])[DsvLayout.Version1, DsvLayout.Flash, DsvLayout.Pro, DsvLayout.Glm])
        {
            using var payload = SyntheticPayload.OpenRead(tokens, contextSize, layout: layout);

            Assert.True(DsvPayload.TryRead(payload, 0, payload.Length, layout, contextSize, out var facts, out var fault), fault?.ToString());
            Assert.Equal(tokens, facts.Header.Tokens);
            Assert.Equal(payload.Length, facts.Bytes);
            Assert.All(facts.ReadTokens(payload, 0), token => Assert.InRange(token, 0U, layout.Vocabulary - 1));
        }
    }

    [Fact]
    public void The_same_arguments_make_the_same_bytes_and_another_seed_makes_others()
    {
        Assert.Equal(HashOf(512, 4096, 1), HashOf(512, 4096, 1));
        Assert.NotEqual(HashOf(512, 4096, 1), HashOf(512, 4096, 2));
    }

    [Fact]
    public void Bytes_are_the_same_from_any_position()
    {
        using var whole = new MemoryStream();
        using var payload = SyntheticPayload.OpenRead(300, 512);
        payload.CopyTo(whole);
        Assert.Equal(payload.Length, whole.Length);

        Gen.Select(Gen.Long[0, payload.Length], Gen.Int[0, 200_000]).Sample((from, count) =>
        {
            var buffer = new byte[count];
            payload.Position = from;
            var read = payload.Read(buffer);
            return read == Math.Min(count, payload.Length - from)
                && buffer.AsSpan(0, read).SequenceEqual(whole.GetBuffer().AsSpan((int)from, read));
        }, threads: 1);
    }

    [Fact]
    public void Numbers_are_between_minus_one_and_one()
    {
        using var payload = SyntheticPayload.OpenRead(512, 4096);
        payload.Position = DsvLayout.Flash.LayersOffset(512);
        var bytes = new byte[1 << 20];
        payload.ReadExactly(bytes);

        var floats = Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, 4 * i)).ToArray();
        Assert.All(floats, number => Assert.InRange(number, -1f, 1f));
        Assert.True(floats.Distinct().Count() > floats.Length / 4);
    }

    [Theory]
    [InlineData(0, 10, Label = "no token")]
    [InlineData(10, 10, Label = "a full context")]
    [InlineData(int.MaxValue, uint.MaxValue, Label = "a token too many")]
    public void Numbers_out_of_range_are_refused(uint tokens, uint contextSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticPayload.OpenRead(tokens, contextSize));

    private static string HashOf(uint tokens, uint contextSize, ulong seed)
    {
        using var hash = new HashingStream();
        using var payload = SyntheticPayload.OpenRead(tokens, contextSize, seed);
        payload.CopyTo(hash);
        return hash.ToString();
    }
}
