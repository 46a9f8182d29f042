using System.Buffers.Binary;

namespace KvCache;

/// <summary>Finds unusual values in a sound header. The file is usable with all of them.</summary>
internal static class HeaderNotes
{
    internal static IReadOnlyList<KvcFault> Of(ReadOnlySpan<byte> bytes, in KvcHeader header)
    {
        var notes = new List<KvcFault>();
        Note(notes, bytes[5] > (byte)KvcReason.AgentSession, 5, $"a reason from 0 to {(byte)KvcReason.AgentSession}", $"{bytes[5]}");
        Note(notes, (header.Extensions & ~KvcHeader.KnownExtensions) != 0, 6, $"extension flags of {(byte)KvcHeader.KnownExtensions:x2}", $"{bytes[6]:x2}");
        Note(notes, header is { PayloadAbi: KvcHeader.OldPayloadAbi, ModelId: not 0 }, 7, "model id 0 with payload ABI 0", $"{header.ModelId}");
        var reserved = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) >> 8;
        Note(notes, reserved != 0, 21, "three reserved bytes of 0", $"{reserved:x6}");
        Note(notes, header.LastUsed < header.CreatedAt, 32, $"a last use not before {header.CreatedAt}, when it was stored", $"{header.LastUsed}");
        return notes;
    }

    private static void Note(List<KvcFault> notes, bool applies, long offset, string expected, string found)
    {
        if (applies)
        {
            notes.Add(new KvcFault(KvcFaultKind.Header, offset, expected, found));
        }
    }
}
