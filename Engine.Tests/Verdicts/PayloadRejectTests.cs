using System.Buffers.Binary;

namespace KvCache.Tests;

/// <summary>Which payloads ds4's loader takes: payload_reject.json.</summary>
public sealed class PayloadRejectTests : IClassFixture<PayloadRejectTests.Base>
{
    private readonly byte[] _payload;

    public PayloadRejectTests(Base unpacked) => _payload = unpacked.Payload;

    public static TheoryData<int, string> Cases => Fixture.Cases("payload_reject");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_payload_is_taken_or_refused_as_by_ds4(int index, string name)
    {
        var fact = Fixture.Case("payload_reject", index);
        var edit = fact.IsNull("edit_offset") ? null : _payload.AsMemory(fact.Int("edit_offset"), sizeof(uint)) as Memory<byte>?;
        var original = edit?.ToArray();
        if (edit is { } place)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place.Span, fact.UInt("edit_u32"));
        }

        var taken = DsvPayload.TryRead(
            new MemoryStream(_payload), 0, fact.Long("payload_bytes_given"), new DsvSession(fact.UInt("session_ctx")), out var payload, out var fault);

        original?.CopyTo(edit!.Value);
        Assert.True(fact.Flag("accept") == taken, $"{name}: {fault}");
        Assert.Equal(KindOf(fact), fault?.Kind);
        if (taken)
        {
            Assert.Equal(fact.UInt("tokens_after"), payload!.Header.Tokens);
        }
    }

    /// <summary>The engine's message as our kind. Where it writes past a buffer instead, a row count is what is wrong.</summary>
    private static DsvFaultKind? KindOf(JsonElement fact) => fact.Text("error") switch
    {
        "" => null,
        "truncated session payload" => DsvFaultKind.Truncated,
        "unsupported session payload version" => DsvFaultKind.UnsupportedVersion,
        "KV checkpoint does not fit current context" => DsvFaultKind.DoesNotFitContext,
        "KV checkpoint was written for a different DS4 layout" => DsvFaultKind.DifferentLayout,
        "KV checkpoint graph chunk layout does not match current runtime" => DsvFaultKind.ChunkLayout,
        "KV checkpoint raw ring layout does not match current context" => DsvFaultKind.RawRing,
        "KV checkpoint compressed cache is larger than current context" => DsvFaultKind.CompressedCapacity,
        "KV checkpoint has invalid compressed row count" => DsvFaultKind.RowCount,
        "KV checkpoint has trailing payload bytes" => DsvFaultKind.TrailingBytes,
        _ when fact.Flag("engine_memory_error") => DsvFaultKind.RowCount,
        var other => throw new InvalidOperationException(other),
    };

    /// <summary>The base file's payload, unpacked once.</summary>
    public sealed class Base
    {
        public Base()
        {
            var name = Fixture.Table("payload_reject").Text("base");
            Payload = new byte[Fixture.Of(name).Int("payload_bytes")];
            using var file = Fixture.OpenRead(name);
            file.ReadExactly(new byte[Fixture.Table("payload_reject").Int("payload_offset")]);
            file.ReadExactly(Payload);
        }

        public byte[] Payload { get; }
    }
}
