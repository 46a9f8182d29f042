using CsCheck;

namespace KvCache.Tests;

/// <summary>
/// Compares lookups and evictions with ds4's loops, which this class repeats entry by entry. The directories are random, with few
/// different numbers, so that there are ties. They have files of both generations and of all models, and damaged files.
/// </summary>
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
        Gen.Select(Gen.Int[0, 6], Gen.Byte[0, 2], Gen.Bool, Gen.Int[0, 20]),
        (tokens, hits, context, used, quant, more) => new KvcHeader
        {
            Tokens = tokens,
            Hits = hits,
            ContextSize = context,
            LastUsed = hits == 3 ? 0 : used,
            CreatedAt = hits == 2 ? 0 : used,
            QuantBits = quant ? (byte)2 : (byte)4,
            Reason = (KvcReason)more.Item1, // 0 to 6: all reasons of ds4.
            ModelId = more.Item2,
            PayloadAbi = more.Item3 ? KvcHeader.CurrentPayloadAbi : KvcHeader.OldPayloadAbi,
            Extensions = more.Item4 == 0 ? (KvcExtensions)0x20 : KvcExtensions.None, // 0x20 is an unknown extension.
        });

    private static readonly Gen<KvSession> Sessions = Gen.Select(Gen.UInt[0, 3], Gen.Byte[0, 2], Gen.Bool, (context, model, isCurrent) =>
        new KvSession(2, context, model, isCurrent ? KvcHeader.CurrentPayloadAbi : KvcHeader.OldPayloadAbi));

    [Fact]
    public void The_best_file_for_a_prompt_is_the_one_that_ds4s_loop_picks() =>
        Gen.Select(Prompts, Gen.Select(Headers, Prompts, Gen.Int[0, 40], Gen.Bool).Array[0, 30], Sessions, Gen.Bool)
            .Sample((prompt, files, session, sameQuant) =>
            {
                var entries = files.Select((file, index) => EntryOf(file.Item1, TextOf(prompt, file.Item2, file.Item3, file.Item4), index)).ToArray();

                var found = PrefixLookup.Find(entries, prompt, session, 2, sameQuant);

                return Pick(entries, prompt, session, 2, sameQuant) == (found.Count == 0 ? null : found[0])
                    && found.All(entry => entry.Key == KvcKey.OfText(prompt.AsSpan(0, (int)entry.Header.TextBytes)));
            }, iter: Cases);

    [Fact]
    public void Files_are_removed_in_the_order_of_ds4s_loop() =>
        Gen.Select(
            Prompts,
            Gen.Select(Gen.Select(Headers, Prompts, Gen.Int[0, 40], Gen.Bool), Gen.Long[100, 103]).Array[0, 30],
            Gen.ULong[0, 2000],
            Gen.ULong[0, 300],
            Gen.Select(Sessions, Gen.Bool, Gen.Bool),
            Gen.Int[0, 40])
            .Sample((text, files, budget, extra, incoming, guarded) =>
            {
                var entries = files
                    .Select((file, index) => EntryOf(file.Item1.Item1, TextOf(text, file.Item1.Item2, file.Item1.Item3, file.Item1.Item4), index) with { FileBytes = file.Item2 })
                    .ToList();
                var (session, sameQuant, hasIncoming) = incoming;
                var goal = new EvictionGoal { BudgetBytes = budget, Now = Now, PayloadAbi = session.PayloadAbi };
                goal = session.PayloadAbi == KvcHeader.OldPayloadAbi
                    ? goal with { ProtectedKey = guarded < entries.Count ? entries[guarded].Key : null }
                    : goal with { ExtraBytes = extra, Incoming = hasIncoming ? new IncomingText(text, session, sameQuant) : null };

                return EvictionPlan.Victims(entries, goal).SequenceEqual(Victims([.. entries.Where(entry => entry.Header.PayloadAbi == session.PayloadAbi)], goal));
            }, iter: Cases);

    /// <summary>Compares the results on a real directory, which also has damaged files.</summary>
    [Fact]
    public void Damaged_files_take_no_part_in_eviction_and_lookup()
    {
        using var scratch = new ScratchDirectory();
        Gen.Select(
            Prompts,
            Gen.Select(Gen.Select(Headers, Prompts, Gen.Int[0, 40], Gen.Bool), Gen.Int[0, 8]).Array[0, 8],
            Sessions,
            Gen.ULong[0, 1000])
            .Sample((prompt, files, session, budget) =>
            {
                foreach (var path in Directory.GetFiles(scratch.Path))
                {
                    File.Delete(path);
                }

                var whole = new List<KvcEntry>();
                foreach (var ((header, other, length, isPrefix), damage) in files)
                {
                    Write(scratch.Path, header, TextOf(prompt, other, length, isPrefix), damage, whole);
                }

                var entries = DirectoryScan.Entries(scratch.Path).ToList();
                var goal = new EvictionGoal { BudgetBytes = budget, Now = Now, PayloadAbi = session.PayloadAbi };
                return entries.ToHashSet().SetEquals(whole)
                    && Pick([.. entries], prompt, session, 1, sameQuant: false) == (PrefixLookup.Find(entries, prompt, session, 1, sameQuant: false) is [var best, ..] ? best : null)
                    && EvictionPlan.Victims(entries, goal).SequenceEqual(Victims([.. entries.Where(entry => entry.Header.PayloadAbi == session.PayloadAbi)], goal));
            }, iter: 500, threads: 1);
    }

    private static void Write(string directory, KvcHeader header, byte[] text, int damage, List<KvcEntry> whole)
    {
        var path = Path.Combine(directory, KvcKey.OfText(text).FileName);
        if (File.Exists(path))
        {
            return;
        }

        var bytes = new byte[KvcHeader.Size + text.Length + 60];
        var full = header with { TextBytes = (uint)text.Length, PayloadBytes = 60 };
        full.Format(bytes);
        text.CopyTo(bytes.AsSpan(KvcHeader.Size));
        switch (damage)
        {
            case 0: bytes[0] ^= 1; break; // The magic.
            case 1: bytes[3] = 2; break; // A newer version.
            case 2: bytes[4] = 3; break; // A quantization that does not exist.
            case 3: bytes.AsSpan(8, 4).Clear(); break; // No tokens.
            case 4: bytes[20] = 3; break; // A newer payload ABI.
            case 5: bytes = bytes[..^1]; break; // A byte is missing.
            default: whole.Add(new KvcEntry(KvcKey.OfText(text), path, full, bytes.Length)); break;
        }

        File.WriteAllBytes(path, bytes);
    }

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
                || header.PayloadAbi != session.PayloadAbi
                || (header.PayloadAbi == KvcHeader.CurrentPayloadAbi && header.ModelId != session.ModelId)
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

    private static IEnumerable<KvcEntry> Victims(List<KvcEntry> left, EvictionGoal goal)
    {
        if (goal.BudgetBytes == 0 || goal.ExtraBytes > goal.BudgetBytes)
        {
            yield break;
        }

        var key = left.Find(entry => entry.Key == goal.ProtectedKey) is { } own && (ulong)own.FileBytes > goal.BudgetBytes ? null : goal.ProtectedKey;
        var total = left.Aggregate(0UL, (sum, entry) => sum + (ulong)entry.FileBytes);
        left.RemoveAll(entry => ((int)entry.Header.Extensions & 0xF0) != 0); // Unknown extensions: a newer program made the file.
        while (total > goal.BudgetBytes - goal.ExtraBytes && left.Count > 0)
        {
            var victim = left[0];
            foreach (var entry in left)
            {
                var score = ScoreOf(entry, key, goal);
                var lowest = ScoreOf(victim, key, goal);
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

    private static double ScoreOf(KvcEntry entry, KvcKey? key, EvictionGoal goal)
    {
        if (entry.Key == key)
        {
            return double.MaxValue;
        }

        var header = entry.Header;
        var used = header.LastUsed == 0 ? header.CreatedAt : header.LastUsed;
        var hits = used == 0 ? 0 : goal.Now > used ? header.Hits * Math.Pow(2, -(double)(goal.Now - used) / 21_600) : header.Hits;
        hits = hits < 0.01 ? 0 : hits;
        var score = (hits + 1) * header.Tokens / entry.FileBytes;
        if (header.PayloadAbi == KvcHeader.OldPayloadAbi)
        {
            return score;
        }

        score = (int)header.Reason is 1 or 3 or 4 ? 2 * score : score;
        var isOutgrown = goal.Incoming is { } incoming
            && (int)header.Reason == 2
            && header.TextBytes > 0
            && header.TextBytes < incoming.Text.Length
            && header.ModelId == incoming.Session.ModelId
            && (!incoming.RejectDifferentQuant || header.QuantBits == incoming.Session.QuantBits)
            && incoming.Session.ContextSize <= header.ContextSize
            && KvcKey.OfText(incoming.Text.Span[..(int)header.TextBytes]) == entry.Key;
        return isOutgrown ? score * (0.05 + (0.45 * hits / (hits + 1))) : score;
    }
}
