using System.Buffers.Binary;

namespace KvCache;

/// <summary>What is unusual about a sound header. None of it keeps a file from being used.</summary>
internal static class HeaderNotes
{
    private const KvcExtensions Known = KvcExtensions.ToolMap | KvcExtensions.ResponsesVisible | KvcExtensions.ThinkingVisible;

    internal static IReadOnlyList<KvcFault> Of(ReadOnlySpan<byte> bytes, in KvcHeader header)
    {
        var notes = new List<KvcFault>();
        Note(notes, bytes[5] > (byte)KvcReason.AgentSession, 5, $"a reason from 0 to {(byte)KvcReason.AgentSession}", $"{bytes[5]}");
        Note(notes, (header.Extensions & ~Known) != 0, 6, $"extension flags of {(byte)Known:x2}", $"{bytes[6]:x2}");
        Note(notes, bytes[7] != 0, 7, "a reserved byte of 0", $"{bytes[7]}");
        var reserved = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        Note(notes, reserved != 0, 20, "four reserved bytes of 0", $"{reserved:x8}");
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
