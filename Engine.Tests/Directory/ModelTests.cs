using CsCheck;

namespace KvCache.Tests;

/// <summary>Few different numbers, so that there are ties: the lookup and the eviction against ds4's own way of doing them, which is slower: entry by entry, victim by victim.</summary>
public sealed class ModelTests
{
    private const ulong Now = 1_000_000;

    private const int Cases = 20_000;

    /// <summary>A prompt of few different bytes, so that texts are often its beginning.</summary>
    private static readonly Gen<byte[]> Prompts = Gen.Byte[97, 98].Array[0, 40];

    private static readonly Gen<KvcHeader> Headers = Gen.Select(
        Gen.OneOf(Gen.UInt[1, 3], Gen.UInt[1, uint.MaxValue]),
        Gen.UInt[0, 3],
        Gen.UInt[0, 3],
        Gen.ULong[0, 4].Select(steps => Now + 10 - (steps * 25_000)),
        Gen.Bool,
        (tokens, hits, context, used, quant) => new KvcHeader
        {
            Tokens = tokens,
            Hits = hits,
            ContextSize = context,
            LastUsed = hits == 3 ? 0 : used,
            CreatedAt = hits == 2 ? 0 : used,
            QuantBits = quant ? (byte)2 : (byte)4,
        });

    [Fact]
    public void The_best_file_for_a_prompt_is_the_one_that_ds4s_loop_picks() =>
        Gen.Select(Prompts, Gen.Select(Headers, Prompts, Gen.Int[0, 40], Gen.Bool).Array[0, 30], Gen.UInt[0, 3], Gen.Bool)
            .Sample((prompt, files, context, sameQuant) =>
            {
                var entries = files.Select((file, index) => EntryOf(file.Item1, TextOf(prompt, file.Item2, file.Item3, file.Item4), index)).ToArray();
                var session = new KvSession(2, context);

                var found = PrefixLookup.Find(entries, prompt, session, 2, sameQuant);

                return Pick(entries, prompt, session, 2, sameQuant) == (found.Count == 0 ? null : found[0])
                    && found.All(entry => entry.Key == KvcKey.OfText(prompt.AsSpan(0, (int)entry.Header.TextBytes)));
            }, iter: Cases);

    [Fact]
    public void Files_go_in_the_order_of_ds4s_loop() =>
        Gen.Select(Gen.Select(Headers, Gen.Long[1, 3]).Array[0, 30], Gen.ULong[0, 60], Gen.Int[0, 40])
            .Sample((files, budget, guarded) =>
            {
                var entries = files.Select((file, index) => EntryOf(file.Item1, [(byte)index], index) with { FileBytes = file.Item2 }).ToList();
                KvcKey? key = guarded < entries.Count ? entries[guarded].Key : null;

                return EvictionPlan.Victims(entries, budget, key, Now).SequenceEqual(Victims([.. entries], budget, key));
            }, iter: Cases);

    private static byte[] TextOf(byte[] prompt, byte[] other, int length, bool isPrefix) =>
        isPrefix ? prompt[..Math.Min(length, prompt.Length)] : other;

    private static KvcEntry EntryOf(KvcHeader header, byte[] text, int index) =>
        new(KvcKey.OfText(text), $"/{index}", header with { TextBytes = (uint)text.Length }, 100);

    private static KvcEntry? Pick(KvcEntry[] entries, byte[] prompt, KvSession session, int minTokens, bool sameQuant)
    {
        KvcEntry? best = null;
        foreach (var entry in entries)
        {
            var header = entry.Header;
            var passed = header.TextBytes > prompt.Length
                || unchecked((int)header.Tokens) < minTokens
                || session.ContextSize < header.ContextSize
                || (sameQuant && header.QuantBits != session.QuantBits)
                || (best is not null && header.TextBytes < best.Header.TextBytes)
                || (best is not null && header.TextBytes == best.Header.TextBytes && header.Tokens <= best.Header.Tokens);
            if (!passed && KvcKey.OfText(prompt.AsSpan(0, (int)header.TextBytes)) == entry.Key)
            {
                best = entry;
            }
        }

        return best;
    }

    private static IEnumerable<KvcEntry> Victims(List<KvcEntry> left, ulong budget, KvcKey? key)
    {
        if (budget == 0)
        {
            yield break;
        }

        key = left.Find(entry => entry.Key == key) is { } own && (ulong)own.FileBytes > budget ? null : key;
        var total = left.Aggregate(0UL, (sum, entry) => sum + (ulong)entry.FileBytes);
        while (total > budget && left.Count > 0)
        {
            var victim = left[0];
            foreach (var entry in left)
            {
                var score = EvictionPlan.ScoreOf(entry, key, Now);
                var lowest = EvictionPlan.ScoreOf(victim, key, Now);
                if (score < lowest || (score == lowest && entry.Header.LastUsed < victim.Header.LastUsed))
                {
                    victim = entry;
                }
            }

            left.Remove(victim);
            total -= (ulong)victim.FileBytes;
            yield return victim;
        }
    }
}
