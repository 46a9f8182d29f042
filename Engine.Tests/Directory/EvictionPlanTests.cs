namespace KvCache.Tests;

/// <summary>The bounds of a budget, and the value of a file, with numbers that can be checked by hand.</summary>
public sealed class EvictionPlanTests
{
    private const ulong Now = 1_000_000_000;
    private const ulong HalfLife = 6 * 60 * 60;

    /// <summary>Three files of 1,000 bytes, of which the first has the lowest score.</summary>
    private static readonly KvcEntry[] Three = [Entry(0, tokens: 10), Entry(1, tokens: 20), Entry(2, tokens: 30)];

    [Theory]
    [InlineData(3000UL, 0UL, 0, Label = "the budget is full")]
    [InlineData(2999UL, 0UL, 1, Label = "one byte over the budget")]
    [InlineData(2000UL, 0UL, 1, Label = "one file over the budget")]
    [InlineData(1999UL, 0UL, 2, Label = "one file and one byte over the budget")]
    [InlineData(999UL, 0UL, 3, Label = "no file fits")]
    [InlineData(1UL, 0UL, 3, Label = "the smallest budget")]
    [InlineData(0UL, 0UL, 0, Label = "no budget")]
    [InlineData(0UL, 1UL, 0, Label = "no budget, and a new file")]
    [InlineData(4000UL, 1000UL, 0, Label = "the new file fills the budget")]
    [InlineData(4000UL, 1001UL, 1, Label = "the new file is one byte too long")]
    [InlineData(4000UL, 4000UL, 3, Label = "the new file needs the whole budget")]
    [InlineData(4000UL, 4001UL, 0, Label = "the new file does not fit alone")]
    [InlineData(4000UL, ulong.MaxValue, 0, Label = "the largest new file")]
    public void Files_are_removed_until_the_rest_fits(ulong budget, ulong extra, int removed)
    {
        var goal = Goal(budget) with { ExtraBytes = extra };

        Assert.Equal(Three[..removed], EvictionPlan.Victims(Three, goal));
        Assert.Equal(budget == 0 || budget >= (UInt128)3000 + extra, EvictionPlan.HasRoom(Scanned(Three), goal));
    }

    [Fact]
    public void Among_equal_scores_the_longest_unused_file_goes_first()
    {
        KvcEntry[] files = [Entry(0, lastUsed: 8), Entry(1, lastUsed: 7), Entry(2, lastUsed: 7), Entry(3, lastUsed: 9)];

        Assert.Equal([files[1], files[2], files[0]], EvictionPlan.Victims(files, Goal(1000)));
    }

    [Fact]
    public void The_file_of_a_replaced_key_does_not_count_and_stays()
    {
        var goal = Goal(2000) with { ReplacedKey = Three[0].Key };

        Assert.Empty(EvictionPlan.Victims(Three, goal));
        Assert.True(EvictionPlan.HasRoom(Scanned(Three), goal));
        Assert.Equal([Three[1]], EvictionPlan.Victims(Three, goal with { BudgetBytes = 1999 }));
    }

    [Fact]
    public void Files_of_the_other_generation_do_not_count_and_stay()
    {
        KvcEntry[] files = [.. Three, Entry(3, tokens: 1) with { Header = Header(1) with { PayloadAbi = KvcHeader.OldPayloadAbi } }];

        Assert.Empty(EvictionPlan.Victims(files, Goal(3000)));
        Assert.Equal([Three[0]], EvictionPlan.Victims(files, Goal(2999)));
        Assert.Equal([files[3]], EvictionPlan.Victims(files, Goal(999) with { PayloadAbi = KvcHeader.OldPayloadAbi }));
    }

    [Fact]
    public void A_file_of_a_newer_program_counts_and_stays()
    {
        KvcEntry[] files = [Entry(0, tokens: 1) with { Header = Header(1) with { Extensions = (KvcExtensions)0x80 } }, .. Three[1..]];

        Assert.Empty(EvictionPlan.Victims(files, Goal(3000)));
        Assert.Equal([files[1]], EvictionPlan.Victims(files, Goal(2000)));
        Assert.Equal(files[1..], EvictionPlan.Victims(files, Goal(500)));
    }

    [Theory]
    [InlineData(1000UL, 2, Label = "the protected file fills the budget")]
    [InlineData(999UL, 3, Label = "the protected file alone exceeds the budget")]
    public void A_protected_file_stays_unless_it_alone_is_too_long(ulong budget, int removed)
    {
        var goal = Goal(budget) with { ProtectedKey = Three[0].Key };

        KvcEntry[] expected = removed == 2 ? [Three[1], Three[2]] : [Three[0], Three[1], Three[2]];
        Assert.Equal(expected, EvictionPlan.Victims(Three, goal));
        Assert.Equal(double.MaxValue, EvictionPlan.ScoreOf(Three[0], goal));
        Assert.Equal(0.02, EvictionPlan.ScoreOf(Three[1], goal));
    }

    /// <summary>In place of a file that cannot be removed, the plan takes the next file, but never a protected one.</summary>
    [Fact]
    public void The_next_file_goes_in_place_of_an_unremovable_one()
    {
        var goal = Goal(2000) with { Unremovable = new HashSet<string> { Three[0].FileName } };

        Assert.Equal([Three[1]], EvictionPlan.Victims(Three, goal));
        Assert.Equal([Three[2]], EvictionPlan.Victims(Three, goal with { ProtectedKey = Three[1].Key, BudgetBytes = 1000 }));
    }

    [Fact]
    public void An_outgrown_file_goes_first()
    {
        var text = Samples.Text("the text of a growing conversation");
        var outgrown = new KvcEntry(KvcKey.OfText(text.AsSpan(0, 8)), "/outgrown", Header(19) with { Reason = KvcReason.Continued, TextBytes = 8, ContextSize = 100 }, 1000);
        var other = outgrown with { Key = KvcKey.OfText("other te"u8), Path = "/other" };
        var goal = Goal(2999) with { Incoming = new IncomingText(text, new KvSession(2, 100), RejectDifferentQuant: false) };

        Assert.Equal([outgrown], EvictionPlan.Victims([other, Entry(1, tokens: 10), outgrown], goal));
        Assert.Equal(0.019 * 0.05, EvictionPlan.ScoreOf(outgrown, goal), 1e-12);
        Assert.Equal(0.019, EvictionPlan.ScoreOf(other, goal), 1e-12);

        // Three hits of a file that was used just now: 4 × the tokens, times 0.05 + 0.45 × 3/4.
        var hit = outgrown with { Header = outgrown.Header with { Hits = 3, LastUsed = Now } };
        Assert.Equal(4 * 0.019 * 0.3875, EvictionPlan.ScoreOf(hit, goal), 1e-12);

        // A file with the whole text, or of the other generation, has its normal score.
        var whole = outgrown with { Key = KvcKey.OfText(text), Header = outgrown.Header with { TextBytes = (uint)text.Length } };
        var old = outgrown with { Header = outgrown.Header with { PayloadAbi = KvcHeader.OldPayloadAbi } };
        Assert.All([whole, old], file => Assert.Equal(0.019, EvictionPlan.ScoreOf(file, goal), 1e-12));
    }

    [Theory]
    [InlineData(Now, 1.0, Label = "used now")]
    [InlineData(Now + 5, 1.0, Label = "used in the future")]
    [InlineData(Now - HalfLife, 0.5, Label = "one half-life ago")]
    [InlineData(Now - (2 * HalfLife), 0.25, Label = "two half-lives ago")]
    [InlineData(Now - (20 * HalfLife), 0.0, Label = "long ago")]
    public void Hits_halve_every_six_hours(ulong used, double share)
    {
        var header = Header(10) with { Hits = 8, CreatedAt = 1, LastUsed = used };

        Assert.Equal(8 * share, EvictionScore.EffectiveHits(header, Now), 1e-12);
        Assert.Equal(8 * share, EvictionScore.EffectiveHits(header with { CreatedAt = used, LastUsed = 0 }, Now), 1e-12);
        Assert.Equal(((8 * share) + 1) * 10 / 1000, EvictionScore.Of(header, 1000, Now), 1e-12);
    }

    /// <summary>After a whole number of half-lives, the remaining hits are exact, so the test can check the exact limit.</summary>
    [Theory]
    [InlineData(64u, 12UL, 0.015625, Label = "64 hits, more than a hundredth")]
    [InlineData(64u, 13UL, 0, Label = "64 hits, less than a hundredth")]
    [InlineData(1u, 6UL, 0.015625, Label = "one hit, more than a hundredth")]
    [InlineData(1u, 7UL, 0, Label = "one hit, less than a hundredth")]
    public void Less_than_a_hundredth_of_a_hit_counts_as_none(uint hits, ulong halfLives, double left) =>
        Assert.Equal(left, EvictionScore.EffectiveHits(Header(1) with { Hits = hits, LastUsed = Now - (halfLives * HalfLife) }, Now));

    [Fact]
    public void A_file_of_unknown_use_has_no_hits_and_an_empty_one_no_score()
    {
        Assert.Equal(0, EvictionScore.EffectiveHits(Header(1) with { Hits = 9 }, Now));
        Assert.Equal(0, EvictionScore.Of(Header(10), fileBytes: 0, Now));
    }

    [Theory]
    [InlineData(KvcReason.Unknown, 1)]
    [InlineData(KvcReason.Cold, 2)]
    [InlineData(KvcReason.Continued, 1)]
    [InlineData(KvcReason.Evict, 2)]
    [InlineData(KvcReason.Shutdown, 2)]
    [InlineData(KvcReason.AgentSession, 1)]
    public void Files_stored_as_cold_evict_or_shutdown_score_twice_as_much(KvcReason reason, int factor)
    {
        var header = Header(10) with { Reason = reason };

        Assert.Equal(factor * 0.01, EvictionScore.Of(header, 1000, Now), 1e-12);
        Assert.Equal(0.01, EvictionScore.Of(header with { PayloadAbi = KvcHeader.OldPayloadAbi }, 1000, Now), 1e-12);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("entries", () => EvictionPlan.Victims((IReadOnlyList<KvcEntry>)null!, Goal(1)));
        Assert.Throws<ArgumentNullException>("goal", () => EvictionPlan.Victims(Three, null!));
        Assert.Throws<ArgumentNullException>("entry", () => EvictionPlan.ScoreOf(null!, Goal(1)));
        Assert.Throws<ArgumentNullException>("goal", () => EvictionPlan.ScoreOf(Three[0], null!));
    }

    private static EvictionGoal Goal(ulong budget) => new() { BudgetBytes = budget, Now = Now };

    private static KvcHeader Header(uint tokens) => new() { QuantBits = 2, PayloadAbi = KvcHeader.CurrentPayloadAbi, Tokens = tokens };

    private static KvcEntry Entry(byte number, uint tokens = 10, ulong lastUsed = 0)
    {
        var key = KvcKey.OfText([number]);
        return new KvcEntry(key, "/" + key.FileName, Header(tokens) with { LastUsed = lastUsed }, 1000);
    }

    private static ScannedCheckpoint[] Scanned(KvcEntry[] entries) => [.. entries.Select(ScannedCheckpoint.From)];
}
