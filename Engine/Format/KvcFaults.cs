namespace KvCache;

/// <summary>The faults that several readers report.</summary>
internal static class KvcFaults
{
    /// <summary>The file does not exist.</summary>
    internal static KvcFault Missing { get; } = new(KvcFaultKind.Missing, 0, "a file", "none of that name");

    /// <summary>The name belongs to a link, a pipe, a device or a directory.</summary>
    internal static KvcFault OtherKind(string found) => new(KvcFaultKind.File, 0, "a regular file", found);

    /// <summary>The process has no permission to open the file.</summary>
    internal static KvcFault CannotOpen(string error) => new(KvcFaultKind.Unreadable, 0, "a file that can be opened", $"the error '{error}'");

    /// <summary>The disk cannot read the file at an offset or after it.</summary>
    internal static KvcFault CannotRead(long offset, string error) => new(KvcFaultKind.Unreadable, offset, "bytes that can be read", $"the error '{error}'");

    /// <summary>The file became shorter during the read.</summary>
    internal static KvcFault CutMeanwhile(long offset) => new(KvcFaultKind.Length, offset, "as many bytes as the file had when it was opened", "the end of the file");

    /// <summary>Compares a file's length with its header. Returns null if the file is long enough.</summary>
    internal static KvcFault? CheckLength(in KvcHeader header, long fileBytes) => header.TryGetContentEnd(fileBytes, out _) ? null : Length(header, fileBytes);

    /// <summary>The header promises more bytes than the file has.</summary>
    internal static KvcFault Length(in KvcHeader header, long fileBytes) =>
        new(KvcFaultKind.Length, fileBytes, $"{(UInt128)KvcHeader.Size + header.TextBytes + header.PayloadBytes} bytes (a header of {KvcHeader.Size}, {header.TextBytes} of text, {header.PayloadBytes} of payload)", $"the file's end at {fileBytes}");

    /// <summary>The file's name does not match its text or title.</summary>
    internal static KvcFault Name(in KvcHeader header, KvcKey expected, KvcKey found) => header.Extensions.HasFlag(KvcExtensions.SessionTitle)
        ? new(KvcFaultKind.Text, KvcHeader.Size, $"the title or the text that gives the name {expected}", $"a text with SHA-1 {found}, and no such title")
        : new(KvcFaultKind.Text, KvcHeader.Size, $"a text with SHA-1 {expected}", $"a text with SHA-1 {found}");

    /// <summary>The file has an unknown extension, because a newer program made it.</summary>
    internal static KvcFault UnknownExtensions(in KvcHeader header) =>
        new(KvcFaultKind.Newer, 6, $"extension flags of {(byte)KvcHeader.KnownExtensions:x2}", $"{(byte)header.Extensions:x2}, of a newer program");

    /// <summary>The file's generation or model differs from the session's.</summary>
    internal static KvcFault OtherSession(in KvcHeader header, byte payloadAbi, byte modelId) => header.PayloadAbi != payloadAbi
        ? new(KvcFaultKind.Header, 20, $"the session's payload ABI {payloadAbi}", $"{header.PayloadAbi}")
        : new(KvcFaultKind.Header, 7, $"the session's model {KvcModels.NameOf(modelId)}", KvcModels.NameOf(header.ModelId));

    /// <summary>The model is newer than this program.</summary>
    internal static KvcFault UnknownModel(in KvcHeader header) =>
        new(KvcFaultKind.Newer, 7, $"a model from 0 to {KvcModels.All.Count - 1}", $"{header.ModelId}, of a newer program");

    /// <summary>The payload's number of tokens differs from the header's.</summary>
    internal static KvcFault TokenCount(in KvcHeader header, uint found) =>
        new(KvcFaultKind.TokenCount, header.PayloadOffset + 28, $"the header's {header.Tokens} tokens", $"{found}");
}
