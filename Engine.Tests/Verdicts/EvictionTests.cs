namespace KvCache.Tests;

/// <summary>What a file is worth to ds4, and which go first: evict.json.</summary>
public sealed class EvictionTests
{
    /// <summary>The tables' scores are strict IEEE arithmetic; two libraries' powers of 2 may differ in the last bit.</summary>
    private const double Tolerance = 1e-15;

    public static TheoryData<int, string> Cases => Fixture.Cases("evict");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Files_score_as_in_ds4(int index, string name)
    {
        var fact = Fixture.Case("evict", index);
        var now = fact.ULong("now");
        Assert.Equal(EvictionScore.HitHalfLifeSeconds, Fixture.Table("evict").ULong("half_life_seconds"));

        Assert.All(fact.Items("entries"), listed =>
        {
            var entry = EntryOf(listed);
            AssertClose(listed.GetProperty("score").GetDouble(), EvictionScore.Of(entry.Header, entry.FileBytes, now), name);
            AssertClose(
                listed.GetProperty("score_with_protection").GetDouble(),
                EvictionPlan.ScoreOf(entry, fact.KeyOrNull("protected_sha"), now),
                name);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Files_go_in_the_order_of_ds4(int index, string name)
    {
        var fact = Fixture.Case("evict", index);
        var entries = fact.Items("entries").Select(EntryOf).ToArray();

        var victims = EvictionPlan.Victims(entries, fact.ULong("budget_bytes"), fact.KeyOrNull("protected_sha"), fact.ULong("now"))
            .Select(victim => victim.FileName);

        // Where a removal fails, the plan goes on and the pass does not; see the test of the directory.
        var done = fact.TextOrNull("unlink_fails_for") is { } stuck ? victims.Take(victims.ToList().IndexOf(stuck) + 1) : victims;
        Assert.Equal(fact.Items("unlinked").Select(file => file.GetString()), done);
        Assert.Equal(fact.ULong("total_bytes"), entries.Aggregate(0UL, (sum, entry) => sum + (ulong)entry.FileBytes));
        Assert.False(string.IsNullOrEmpty(name));
    }

    [Fact]
    public void A_truncated_file_and_a_temporary_are_neither_counted_nor_removed()
    {
        using var scratch = new ScratchDirectory();
        var fact = Fixture.Table("evict").Items("cases").Single(item => item.Text("name").StartsWith("a truncated", StringComparison.Ordinal));
        var header = new byte[KvcHeader.Size];
        foreach (var listed in fact.Items("entries"))
        {
            EntryOf(listed).Header.Format(header);
            Fixture.Sparse(scratch.File(listed.Text("file_name")), header, listed.Long("file_size"));
        }

        foreach (var junk in fact.Items("junk_files"))
        {
            new KvcHeader { QuantBits = 2, Tokens = 1000, PayloadBytes = 5_000_000 }.Format(header);
            Fixture.Sparse(scratch.File(junk.Text("file_name")), header, junk.Long("file_size"));
        }

        var clock = new FixedClock(fact.Long("now"));
        var directory = CacheDirectory.Open(scratch.Path, new CacheDirectoryOptions { BudgetBytes = fact.ULong("budget_bytes"), Clock = clock });

        var left = Directory.GetFiles(scratch.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(fact.Items("left").Select(file => file.GetString()).Order(StringComparer.Ordinal), left);
        Assert.Empty(directory.Swept);
    }

    private static KvcEntry EntryOf(JsonElement listed)
    {
        Assert.True(KvcKey.TryParse(listed.Text("sha"), out var key));
        var header = new KvcHeader
        {
            QuantBits = 2,
            Tokens = listed.UInt("tokens"),
            Hits = listed.UInt("hits"),
            LastUsed = listed.ULong("last_used"),
            CreatedAt = listed.ULong("created_at"),
            PayloadBytes = listed.ULong("file_size") - KvcHeader.Size,
        };
        return new KvcEntry(key, "/" + listed.Text("file_name"), header, listed.Long("file_size"));
    }

    private static void AssertClose(double expected, double actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Abs(expected), $"{name}: {actual:R} is not {expected:R}");
}
