namespace KvCache;

/// <summary>Faults that more than one reader finds.</summary>
internal static class KvcFaults
{
    /// <summary>There is no file of that name.</summary>
    internal static KvcFault Missing { get; } = new(KvcFaultKind.Missing, 0, "a file", "none of that name");

    /// <summary>The name is that of a link, a pipe, a device or a directory.</summary>
    internal static KvcFault OtherKind(string found) => new(KvcFaultKind.File, 0, "a regular file", found);

    /// <summary>The file may not be opened.</summary>
    internal static KvcFault CannotOpen(string error) => new(KvcFaultKind.Unreadable, 0, "a file that can be opened", $"the error '{error}'");

    /// <summary>The disk cannot read the file at an offset or behind it.</summary>
    internal static KvcFault CannotRead(long offset, string error) => new(KvcFaultKind.Unreadable, offset, "bytes that can be read", $"the error '{error}'");

    /// <summary>The file ends before bytes that it had a moment ago.</summary>
    internal static KvcFault CutMeanwhile(long offset) => new(KvcFaultKind.Length, offset, "as many bytes as the file had when it was opened", "the end of the file");

    /// <summary>The header promises more than the file has.</summary>
    internal static KvcFault Length(in KvcHeader header, long fileBytes) =>
        new(KvcFaultKind.Length, fileBytes, $"{(UInt128)KvcHeader.Size + header.TextBytes + header.PayloadBytes} bytes (a header of {KvcHeader.Size}, {header.TextBytes} of text, {header.PayloadBytes} of payload)", $"the file's end at {fileBytes}");

    /// <summary>The file has another name than its text or its title gives it.</summary>
    internal static KvcFault Name(in KvcHeader header, KvcKey expected, KvcKey found) => header.Extensions.HasFlag(KvcExtensions.SessionTitle)
        ? new(KvcFaultKind.Text, KvcHeader.Size, $"the title or the text that gives the name {expected}", $"a text of SHA-1 {found}, and no such title")
        : new(KvcFaultKind.Text, KvcHeader.Size, $"the text of SHA-1 {expected}", $"one of {found}");

    /// <summary>A newer program gave the file an extension that this one does not know.</summary>
    internal static KvcFault UnknownExtensions(in KvcHeader header) =>
        new(KvcFaultKind.Newer, 6, $"extension flags of {(byte)KvcHeader.KnownExtensions:x2}", $"{(byte)header.Extensions:x2}, of a newer program");

    /// <summary>The file is of another generation or of another model than the session that is to load it.</summary>
    internal static KvcFault OtherSession(in KvcHeader header, byte payloadAbi, byte modelId) => header.PayloadAbi != payloadAbi
        ? new(KvcFaultKind.Header, 20, $"the session's payload ABI {payloadAbi}", $"{header.PayloadAbi}")
        : new(KvcFaultKind.Header, 7, $"the session's model {KvcModels.NameOf(modelId)}", KvcModels.NameOf(header.ModelId));

    /// <summary>The file is of a model that came after this program.</summary>
    internal static KvcFault UnknownModel(in KvcHeader header) =>
        new(KvcFaultKind.Newer, 7, $"a model from 0 to {KvcModels.All.Count - 1}", $"{header.ModelId}, of a newer program");

    /// <summary>The payload has another number of tokens than the header.</summary>
    internal static KvcFault TokenCount(in KvcHeader header, uint found) =>
        new(KvcFaultKind.TokenCount, header.PayloadOffset + 28, $"the header's {header.Tokens} tokens", $"{found}");
}
