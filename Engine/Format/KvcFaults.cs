namespace KvCache;

/// <summary>Faults that more than one reader finds.</summary>
internal static class KvcFaults
{
    /// <summary>The header promises more than the file has.</summary>
    internal static KvcFault Length(in KvcHeader header, long fileBytes) =>
        new(KvcFaultKind.Length, fileBytes, $"{(UInt128)KvcHeader.Size + header.TextBytes + header.PayloadBytes} bytes (a header of {KvcHeader.Size}, {header.TextBytes} of text, {header.PayloadBytes} of payload)", $"the file's end at {fileBytes}");

    /// <summary>The payload has another number of tokens than the header.</summary>
    internal static KvcFault TokenCount(in KvcHeader header, uint found) =>
        new(KvcFaultKind.TokenCount, header.PayloadOffset + 28, $"the header's {header.Tokens} tokens", $"{found}");
}
