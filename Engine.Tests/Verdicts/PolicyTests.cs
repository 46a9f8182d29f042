namespace KvCache.Tests;

/// <summary>Compares the rules and the limits of stores with those of ds4, in policy.json of each <see cref="Fixture"/>.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string, int, string> StoreLengths => Fixture.CasesOfBothSets("policy", "store_len", "options");

    public static TheoryData<string, int, string> Targets => Fixture.CasesOfBothSets("policy", "continued_store_target", "options");

    public static TheoryData<string, int, string> Suppressions => Fixture.CasesOfBothSets("policy", "note_suppress_restore", "suppress");

    public static TheoryData<string, int, string> Budgets => Fixture.CasesOfBothSets("policy", "file_size_fits", "payload_bytes");

    public static TheoryData<string, int, string> Anchors => Fixture.CasesOfBothSets("policy", "chat_anchor_pos", "tokens");

    [Theory]
    [InlineData("old", Label = "ds4 before May 2026")]
    [InlineData("current", Label = "ds4 of August 2026")]
    public void The_defaults_are_those_of_ds4(string set)
    {
        Assert.Equal(PolicyOf(Fixture.Named(set).Table("policy").GetProperty("default_options")), new StorePolicy());
        Assert.Equal(Fixture.Named(set).Table("policy").ULong("default_budget_mb") << 20, new CacheDirectoryOptions().BudgetBytes);
    }

    [Theory]
    [MemberData(nameof(StoreLengths))]
    public void The_stored_length_is_that_of_ds4(string set, int index, string options)
    {
        var fact = Fixture.Named(set).Case("policy", index, "store_len");
        var policy = PolicyOf(fact.GetProperty("options"));

        Assert.All(fact.Items("cases"), pair => Assert.True(pair[1].GetInt32() == policy.StoreLength(pair[0].GetInt32()), $"{options}: {pair}"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_growing_session_is_stored_at_the_lengths_of_ds4(string set, int index, string options)
    {
        var fact = Fixture.Named(set).Case("policy", index, "continued_store_target");
        var stores = new ContinuedStores(PolicyOf(fact.GetProperty("options")));
        stores.Note(fact.Int("last_store"));

        // "enabled" means that there is a directory. Without one, ds4 stores nothing.
        Assert.All(
            fact.Items("cases"),
            pair => Assert.True(pair[1].GetInt32() == (fact.Flag("enabled") ? stores.Target(pair[0].GetInt32()) : 0), $"{options}: {pair}"));
    }

    [Theory]
    [MemberData(nameof(Suppressions))]
    public void A_store_is_suppressed_and_restored_as_in_ds4(string set, int index, string suppress)
    {
        var fact = Fixture.Named(set).Case("policy", index, "note_suppress_restore");
        var stores = new ContinuedStores(new StorePolicy());
        stores.Note(fact.Int("last_store"));

        var before = stores.Suppress(fact.Int("suppress"));
        Assert.True(fact.Int("returned") == before, suppress);
        Assert.Equal(fact.Int("last_after_suppress"), stores.LastStored);
        stores.Restore(before, fact.Int("restore_suppressed"));
        Assert.Equal(fact.Int("last_after_restore"), stores.LastStored);
        stores.Note(15_000);
        Assert.Equal(fact.Int("last_after_note_15000"), stores.LastStored);
    }

    [Theory]
    [MemberData(nameof(Budgets))]
    public void A_file_fits_the_budget_as_in_ds4(string set, int index, string payloadBytes)
    {
        var fact = Fixture.Named(set).Case("policy", index, "file_size_fits");

        var budget = FileBudget.Of(fact.ULong("budget_bytes"), fact.ULong("text_bytes"), fact.ULong("payload_bytes"), fact.ULong("trailer_bytes"));

        Assert.True(fact.Flag("fits") == budget.Fits, payloadBytes);
        Assert.Equal(fact.IsNull("file_bytes") ? null : fact.ULong("file_bytes"), budget.FileBytes);
        Assert.Equal(fact.IsNull("required_bytes") ? null : fact.ULong("required_bytes"), budget.RequiredBytes);
    }

    [Theory]
    [MemberData(nameof(Anchors))]
    public void A_chat_is_cut_where_ds4_cuts_it(string set, int index, string tokens)
    {
        var fact = Fixture.Named(set).Case("policy", index, "chat_anchor_pos");
        var policy = new StorePolicy { MinTokens = fact.Int("min_tokens") };

        var anchor = policy.ChatAnchor([.. fact.Items("tokens").Select(token => token.GetInt32())], fact.Int("user"), fact.Int("assistant"));

        Assert.True(fact.Int("pos") == anchor, tokens);
    }

    [Theory]
    [InlineData("old", Label = "ds4 before May 2026")]
    [InlineData("current", Label = "ds4 of August 2026")]
    public void Reasons_are_numbered_as_in_ds4(string set) =>
        Assert.All(Fixture.Named(set).Table("policy").Items("reason_code"), pair =>
        {
            Assert.Equal(pair[1].GetInt32(), (int)KvcReasons.OfName(pair[0].GetString()));
            if (pair[1].GetInt32() != 0)
            {
                Assert.Equal(pair[0].GetString(), ((KvcReason)pair[1].GetInt32()).Name());
            }
        });

    [Theory]
    [InlineData("old", Label = "ds4 before May 2026")]
    [InlineData("current", Label = "ds4 of August 2026")]
    public void The_kind_of_a_text_is_named_as_in_ds4(string set) =>
        Assert.All(Fixture.Named(set).Table("policy").Items("key_kind"), pair => Assert.Equal(pair[1].GetString(), ((KvcExtensions)pair[0].GetInt32()).KeyKind()));

    [Theory]
    [InlineData("old", Label = "ds4 before May 2026")]
    [InlineData("current", Label = "ds4 of August 2026")]
    public void Texts_hash_as_in_ds4(string set) =>
        Assert.All(Fixture.Named(set).Table("policy").Items("sha1"), fact => Assert.Equal(fact.Text("sha1"), KvcKey.OfText(fact.Hex("hex")).ToString()));

    [Fact]
    public void The_capacities_of_a_session_are_those_of_ds4() =>
        Assert.All(Fixture.CurrentDs4.Table("policy").Items("payload_caps_of_a_cpu_session"), fact =>
        {
            var session = new DsvSession(fact.UInt("ctx_size"), DsvLayout.Of(KvcHeader.CurrentPayloadAbi, (byte)fact.Int("model_id"))!);

            Assert.Equal(fact.UInt("prefill_chunk"), session.PrefillChunk);
            Assert.Equal(fact.UInt("raw_cap"), session.RawCapacity);
            Assert.Equal(fact.UInt("raw_window"), session.RawCapacity);
            Assert.Equal(fact.UInt("comp_cap"), session.CompressedCapacity(session.Layout.CacheRatio));
        });

    private static StorePolicy PolicyOf(JsonElement options) => new()
    {
        MinTokens = options.Int("min_tokens"),
        ColdMaxTokens = options.Int("cold_max_tokens"),
        ContinuedIntervalTokens = options.Int("continued_interval_tokens"),
        BoundaryTrimTokens = options.Int("boundary_trim_tokens"),
        BoundaryAlignTokens = options.Int("boundary_align_tokens"),
    };
}
