using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace KvCache.Tests;

/// <summary>Compares the accepted and refused payloads with those of ds4's loader, in payload_reject.json of each <see cref="Fixture"/>.</summary>
public sealed class PayloadRejectTests
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Payloads = new();

    /// <summary>The edits of each base file.</summary>
    public static TheoryData<string, int, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, string>();
            foreach (var set in (Fixture[])[Fixture.OldDs4, Fixture.CurrentDs4])
            {
                foreach (var (group, number) in GroupsOf(set).Select((group, number) => (group, number)))
                {
                    foreach (var (fact, index) in group.Items("cases").Select((fact, index) => (fact, index)))
                    {
                        cases.Add(set.Name, number, index, $"{group.Text("base")}: {fact.Text("name")}");
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_payload_is_accepted_or_refused_as_by_ds4(string set, int group, int index, string name)
    {
        var fixture = Fixture.Named(set);
        var facts = GroupsOf(fixture)[group];
        var fact = facts.GetProperty("cases")[index];
        var payload = Payloads.GetOrAdd(set + group, _ => new(() => PayloadOf(fixture, facts))).Value;
        var layout = DsvLayout.Of(fixture.PayloadAbi, fixture.ModelOf(fact, "session_model_id"))!;

        // xUnit runs the cases of a class one after the other, so the test can edit the shared payload and restore it.
        var edit = fact.IsNull("edit_offset") ? null : payload.AsMemory(fact.Int("edit_offset"), sizeof(uint)) as Memory<byte>?;
        var original = edit?.ToArray();
        if (edit is { } place)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place.Span, fact.UInt("edit_u32"));
        }

        var isAccepted = DsvPayload.TryRead(
            new MemoryStream(payload), 0, fact.Long("payload_bytes_given"), layout, fact.UInt("session_ctx"), out var metadata, out var fault);

        original?.CopyTo(edit!.Value);
        Assert.True(fact.Flag("accept") == isAccepted, $"{name}: {fault}");
        var kind = fault?.Kind == DsvFaultKind.NewerLayout ? DsvFaultKind.UnsupportedVersion : fault?.Kind;
        Assert.True(KindOf(fact) == kind, $"{name}: {fault}");
        if (isAccepted)
        {
            Assert.Equal(fact.UInt("tokens_after"), metadata!.Header.Tokens);
        }
    }

    private static JsonElement[] GroupsOf(Fixture fixture)
    {
        var table = fixture.Table("payload_reject");
        return [table, .. table.TryGetProperty("more", out var more) ? more.EnumerateArray() : default];
    }

    /// <summary>Converts ds4's message to a kind of fault. If ds4 has no message but writes past a buffer, a row count is wrong.</summary>
    private static DsvFaultKind? KindOf(JsonElement fact) => fact.Text("error") switch
    {
        "" => null,
        "truncated session payload" => DsvFaultKind.Truncated,
        "unsupported session payload version" => DsvFaultKind.UnsupportedVersion,
        "KV checkpoint does not fit current context" => DsvFaultKind.DoesNotFitContext,
        "KV checkpoint was written for a different DS4 layout" => DsvFaultKind.DifferentLayout,
        "KV checkpoint was written for a different GLM layout" => DsvFaultKind.DifferentLayout,
        "KV checkpoint graph chunk layout does not match current runtime" => DsvFaultKind.ChunkLayout,
        "KV checkpoint raw ring layout does not match current context" => DsvFaultKind.RawRing,
        "KV checkpoint GLM full-cache layout does not match current runtime" => DsvFaultKind.RawRing,
        "KV checkpoint GLM full-cache row count is invalid" => DsvFaultKind.RawRing,
        "KV checkpoint compressed cache is larger than current context" => DsvFaultKind.CompressedCapacity,
        "KV checkpoint GLM compact cache is larger than current context" => DsvFaultKind.CompressedCapacity,
        "KV checkpoint lacks the GLM compact cache required by this context" => DsvFaultKind.CompressedCapacity,
        "KV checkpoint has invalid compressed row count" => DsvFaultKind.RowCount,
        "KV checkpoint GLM compact row count does not match token count" => DsvFaultKind.RowCount,
        "KV checkpoint has invalid indexer row count" => DsvFaultKind.IndexRowCount,
        "KV checkpoint GLM indexer row count does not match token count" => DsvFaultKind.IndexRowCount,
        "KV checkpoint has trailing payload bytes" => DsvFaultKind.TrailingBytes,
        _ when fact.Flag("engine_memory_error") => DsvFaultKind.RowCount,
        var other => throw new InvalidOperationException(other),
    };

    private static byte[] PayloadOf(Fixture fixture, JsonElement group)
    {
        var payload = new byte[fixture.Of(group.Text("base")).Int("payload_bytes")];
        using var file = fixture.OpenRead(group.Text("base"));
        file.ReadExactly(new byte[group.Int("payload_offset")]);
        file.ReadExactly(payload);
        return payload;
    }
}
