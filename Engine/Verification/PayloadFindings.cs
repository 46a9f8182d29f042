using System.Buffers;
using System.Buffers.Binary;

namespace KvCache;

/// <summary>Finds faults in a payload whose lengths add up.</summary>
internal static class PayloadFindings
{
    internal static IEnumerable<KvcFinding> Of(FileStream file, KvcHeader header, DsvPayload payload)
    {
        var start = header.PayloadOffset;
        if (payload.Header.Tokens != header.Tokens)
        {
            yield return new KvcFinding(KvcSeverity.Error, KvcFaults.TokenCount(header, payload.Header.Tokens));
        }

        if (payload.Header.ContextSize != header.ContextSize)
        {
            yield return Warning(start + 8, $"the header's context of {header.ContextSize} tokens", $"{payload.Header.ContextSize}");
        }

        if (payload.Header.Tokens >= payload.Header.ContextSize)
        {
            yield return Warning(start + 28, $"fewer tokens than the context's {payload.Header.ContextSize}, so that a session of its size can load it", $"{payload.Header.Tokens}");
        }

        if (payload.Layout.ChecksPrefillChunk && payload.Header.PrefillChunk != payload.Layout.PrefillChunk)
        {
            yield return Warning(start + 12, $"a prefill chunk of {payload.Layout.PrefillChunk} tokens, so that a session of a larger context can load it", $"{payload.Header.PrefillChunk}");
        }
        else if (!payload.Layout.HasFullCache && payload.Header.RawWindow != payload.Layout.Window)
        {
            yield return Warning(start + 20, $"a raw window of {payload.Layout.Window} rows, so that a session of a larger context can load it", $"{payload.Header.RawWindow}");
        }

        if (FirstStrangeToken(file, start, payload) is var (index, token))
        {
            yield return Warning(start + DsvPayload.TokensOffset + (index * sizeof(uint)), $"a token id below {payload.Layout.Vocabulary}", $"{token}");
        }
    }

    private static (long Index, uint Token)? FirstStrangeToken(FileStream file, long start, DsvPayload payload)
    {
        var piece = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            file.Position = start + DsvPayload.TokensOffset;
            for (var done = 0L; done < payload.Header.Tokens;)
            {
                var count = (int)Math.Min(payload.Header.Tokens - done, piece.Length / sizeof(uint));
                file.ReadExactly(piece, 0, count * sizeof(uint));
                for (var i = 0; i < count; i++)
                {
                    var token = BinaryPrimitives.ReadUInt32LittleEndian(piece.AsSpan(i * sizeof(uint)));
                    if (token >= payload.Layout.Vocabulary)
                    {
                        return (done + i, token);
                    }
                }

                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return null;
    }

    private static KvcFinding Warning(long offset, string expected, string found) =>
        new(KvcSeverity.Warning, new KvcFault(KvcFaultKind.Payload, offset, expected, found));
}
