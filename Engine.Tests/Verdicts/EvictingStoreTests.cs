namespace KvCache.Tests;

/// <summary>Stores into a full directory, and compares the removed files with those of ds4 in Fixtures/2026-08/evict.json.</summary>
public sealed class EvictingStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private string? _immutable;

    public static TheoryData<int, string> Cases => Fixture.CurrentDs4.Cases("evict", "stores");

    public void Dispose()
    {
        if (_immutable is not null)
        {
            Shell.Run("chattr", "-i", _immutable).OrThrow();
        }

        _scratch.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_same_files_are_removed_as_by_ds4(int index, string name)
    {
        var fact = Fixture.CurrentDs4.Case("evict", index, "stores");
        MakeDirectory(fact);
        var session = new KvSession(fact.Int("engine_quant"), fact.UInt("session_ctx"), (byte)fact.Int("engine_model_id"));

        // CacheDirectory.Open would evict before the store does.
        using var directory = new DirectoryState(_scratch.Path, new CacheDirectoryOptions
        {
            RejectDifferentQuant = fact.Flag("reject_different_quant"),
            Checks = PayloadChecks.None,
            Policy = new StorePolicy { MinTokens = 1 },
            Clock = new FixedClock(fact.Long("now")),
            BudgetBytes = fact.ULong("budget_bytes"),
        });
        var store = new CheckpointStore(directory, new Eviction(directory));
        using var payload = SyntheticPayload.OpenRead(fact.UInt("live_tokens"), session.ContextSize, layout: session.Layout);
        Assert.Equal(fact.Long("payload_bytes"), payload.Length);
        var request = new StoreRequest
        {
            Text = fact.Hex("text_hex"),
            Tokens = fact.UInt("live_tokens"),
            Session = session,
            Payload = fact.Flag("temp_is_blocked") ? new MemoryStream() : payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReasons.OfName(fact.Text("reason")),
        };

        if (fact.Flag("temp_is_blocked"))
        {
            // At this point, ds4 has already removed files. This program removes no file before the new one is complete.
            Assert.ThrowsAny<IOException>(() => store.Run(request, CancellationToken.None));
            Assert.Equal(NamesBefore(fact), Names());
            return;
        }

        var result = store.Run(request, CancellationToken.None);

        Assert.Equal(FileBudget.Of(fact.ULong("budget_bytes"), (ulong)request.Text.Length, request.PayloadBytes, 0).FileBytes, fact.ULong("new_file_bytes"));
        if (IsOtherModels(fact))
        {
            // ds4 unlinks the other model's file.
            Assert.Equal(StoreOutcome.OtherModel, result.Outcome);
            Assert.Equal(NamesBefore(fact), Names());
        }
        else if (fact.TextOrNull("unlink_fails_for") is { } stuck)
        {
            // ds4 stops the eviction and exceeds its budget. This program removes other files instead of the file that cannot be removed.
            Assert.Contains(result.Failures, failure => Path.GetFileName(failure.Path).StartsWith(stuck, StringComparison.Ordinal));
            Assert.True(result.Outcome is StoreOutcome.Stored or StoreOutcome.OverBudget);
            Assert.Equal(result.Outcome == StoreOutcome.Stored, Total() <= fact.ULong("budget_bytes"));
        }
        else
        {
            Check(fact, result, name);
        }
    }

    private static bool IsOtherModels(JsonElement fact) =>
        !fact.IsNull("existing_header52_hex")
        && KvcHeader.TryParse(fact.Hex("existing_header52_hex"), out var header, out _)
        && header.PayloadAbi == KvcHeader.CurrentPayloadAbi
        && header.ModelId != fact.Int("engine_model_id");

    private static IEnumerable<string> NamesBefore(JsonElement fact) =>
        fact.Items("entries").Select(entry => entry.Text("file_name"))
            .Union(fact.IsNull("existing_header52_hex") ? (string[])[] : [fact.Text("new_file_name")])
            .Order(StringComparer.Ordinal);

    private void Check(JsonElement fact, StoreResult result, string name)
    {
        Assert.True(fact.Flag("returned") == result.IsAvailable, $"{name}: {result.Outcome}");
        Assert.Equal(fact.Items("unlinked").Select(file => file.GetString()), result.Evicted.Select(entry => entry.FileName));
        Assert.Equal(fact.Items("left").Select(file => file.GetString()).Order(StringComparer.Ordinal), Names());
        if (result.Outcome == StoreOutcome.Stored)
        {
            using var file = File.OpenRead(result.Entry!.Path);
            var header = new byte[KvcHeader.Size];
            file.ReadExactly(header);
            Assert.Equal(fact.Text("new_header52_hex"), Convert.ToHexStringLower(header));
            Assert.Equal(fact.Long("new_file_bytes"), file.Length);
        }
    }

    private IEnumerable<string?> Names() => Directory.GetFiles(_scratch.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private ulong Total() => (ulong)Directory.GetFiles(_scratch.Path).Sum(path => new FileInfo(path).Length);

    private void MakeDirectory(JsonElement fact)
    {
        var header = new byte[KvcHeader.Size];
        foreach (var listed in fact.Items("entries"))
        {
            EvictionTests.EntryOf(Fixture.CurrentDs4, listed).Header.Format(header);
            Fixture.Sparse(_scratch.File(listed.Text("file_name")), header, listed.Long("file_size"));
        }

        if (!fact.IsNull("existing_header52_hex"))
        {
            var bytes = (byte[])[.. fact.Hex("existing_header52_hex"), .. fact.Hex("text_hex")];
            Fixture.Sparse(_scratch.File(fact.Text("new_file_name")), bytes, fact.Long("existing_file_size"));
        }

        if (fact.TextOrNull("unlink_fails_for") is { } stuck)
        {
            _immutable = _scratch.File(stuck + KvcKey.Suffix);
            Shell.Run("chattr", "+i", _immutable).OrThrow();
        }
    }
}
