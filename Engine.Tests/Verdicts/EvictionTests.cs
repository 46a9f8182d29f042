namespace KvCache.Tests;

/// <summary>Compares the scores and the order of removal with those of ds4, in evict.json of each <see cref="Fixture"/>.</summary>
public sealed class EvictionTests
{
    /// <summary>The scores in the tables are exact IEEE arithmetic, but the powers of 2 of two math libraries may differ in the last bit.</summary>
    private const double Tolerance = 1e-15;

    public static TheoryData<string, int, string> Cases => Fixture.CasesOfBothSets("evict");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Files_score_as_in_ds4(string set, int index, string name)
    {
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("evict", index));
        var goal = GoalOf(fixture, fact);
        Assert.Equal(EvictionScore.HitHalfLifeSeconds, fixture.Table("evict").ULong("half_life_seconds"));

        Assert.All(fact.Items("entries"), listed =>
        {
            var entry = EntryOf(fixture, listed);
            AssertClose(listed.GetProperty("score").GetDouble(), EvictionScore.Of(entry.Header, entry.FileBytes, goal.Now), name);
            AssertClose(
                listed.GetProperty(fixture == Fixture.OldDs4 ? "score_with_protection" : "score_with_incoming").GetDouble(),
                EvictionPlan.ScoreOf(entry, goal),
                name);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Files_are_removed_in_the_order_of_ds4(string set, int index, string name)
    {
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Case("evict", index));
        var entries = fact.Items("entries").Select(listed => EntryOf(fixture, listed)).ToArray();

        var victims = EvictionPlan.Victims(entries, GoalOf(fixture, fact)).Select(victim => victim.FileName);

        // If a removal fails, the plan continues, and ds4 stops; see UnremovableFilesTests.
        var done = fact.TextOrNull("unlink_fails_for") is { } stuck ? victims.Take(victims.ToList().IndexOf(stuck) + 1) : victims;
        Assert.True(fact.Items("unlinked").Select(file => file.GetString()).SequenceEqual(done), name);
        Assert.Equal(fact.ULong("total_bytes"), entries.Aggregate(0UL, (sum, entry) => sum + (ulong)entry.FileBytes));
    }

    /// <summary>
    /// Opening a directory evicts files above the budget. The order of a real directory is arbitrary, and makes no difference in these
    /// cases.
    /// </summary>
    [Theory]
    [InlineData("old", Label = "ds4 before May 2026")]
    [InlineData("current", Label = "ds4 of August 2026")]
    public void Files_that_ds4_cannot_read_are_neither_counted_nor_removed(string set)
    {
        var fixture = Fixture.Named(set);
        var facts = fixture.Table("evict").Items("cases").Where(item => item.GetProperty("junk_files").GetArrayLength() > 0).ToArray();
        Assert.NotEmpty(facts);
        foreach (var fact in facts)
        {
            using var scratch = new ScratchDirectory();
            var header = new byte[KvcHeader.Size];
            foreach (var listed in fact.Items("entries"))
            {
                EntryOf(fixture, listed).Header.Format(header);
                Fixture.Sparse(scratch.File(listed.Text("file_name")), header, listed.Long("file_size"));
            }

            foreach (var junk in fact.Items("junk_files"))
            {
                new KvcHeader { QuantBits = 2, Tokens = 1000, PayloadBytes = 5_000_000 }.Format(header);
                var bytes = junk.TryGetProperty("header52_hex", out _) ? junk.Hex("header52_hex") : header;
                Fixture.Sparse(scratch.File(junk.Text("file_name")), bytes, junk.Long("file_size"));
            }

            var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions
            {
                BudgetBytes = fact.ULong("budget_bytes"),
                PayloadAbi = fixture.PayloadAbi,
                Clock = new FixedClock(fact.Long("now")),
            });

            var kept = Directory.GetFiles(scratch.Path).Select(path => Path.GetFileName(path)!).ToHashSet();
            var junkNames = fact.Items("junk_files").Select(junk => junk.Text("file_name"));
            Assert.Superset(junkNames.ToHashSet(), kept);
            Assert.Equal(LeftOf(fact).Union(junkNames).Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
            Assert.Empty(directory.Swept);
        }
    }

    internal static KvcEntry EntryOf(Fixture fixture, JsonElement listed)
    {
        Assert.True(KvcKey.TryParse(listed.Text("sha"), out var key));
        var header = new KvcHeader
        {
            QuantBits = 2,
            PayloadAbi = fixture.PayloadAbi,
            Tokens = listed.UInt("tokens"),
            Hits = listed.UInt("hits"),
            LastUsed = listed.ULong("last_used"),
            CreatedAt = listed.ULong("created_at"),
            PayloadBytes = listed.ULong("file_size") - KvcHeader.Size,
        };
        if (fixture == Fixture.CurrentDs4)
        {
            header = header with
            {
                QuantBits = (byte)listed.Int("quant_bits"),
                ModelId = (byte)listed.Int("model_id"),
                Reason = listed.Int("reason") <= (int)KvcReason.AgentSession ? (KvcReason)listed.Int("reason") : KvcReason.Unknown,
                ContextSize = listed.UInt("ctx_size"),
                TextBytes = listed.UInt("text_bytes"),
                PayloadBytes = listed.ULong("file_size") - KvcHeader.Size - listed.UInt("text_bytes"),
            };
        }

        return new KvcEntry(key, "/" + listed.Text("file_name"), header, listed.Long("file_size"));
    }

    private static IEnumerable<string> LeftOf(JsonElement fact) => fact.Items("left").Select(file => file.GetString()!);

    private static EvictionGoal GoalOf(Fixture fixture, JsonElement fact)
    {
        var goal = new EvictionGoal { BudgetBytes = fact.ULong("budget_bytes"), Now = fact.ULong("now"), PayloadAbi = fixture.PayloadAbi };
        if (fixture == Fixture.OldDs4)
        {
            return goal with { ProtectedKey = fact.KeyOrNull("protected_sha") };
        }

        var incoming = fact.GetProperty("incoming");
        return goal with
        {
            ExtraBytes = fact.ULong("extra_bytes"),
            Incoming = incoming.ValueKind == JsonValueKind.Null ? null : new IncomingText(
                incoming.Hex("text_hex"),
                new KvSession(incoming.Int("quant_bits"), incoming.UInt("ctx_size"), (byte)incoming.Int("model_id")),
                incoming.Flag("reject_different_quant")),
        };
    }

    private static void AssertClose(double expected, double actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Abs(expected), $"{name}: {actual:R} is not {expected:R}");
}
