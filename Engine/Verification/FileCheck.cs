namespace KvCache;

/// <summary>The verification of one file, part by part in the file's order.</summary>
internal sealed class FileCheck(string path, KvcVerifyOptions options)
{
    private readonly List<KvcFinding> _findings = [];
    private KvcEntry? _entry;
    private DsvPayload? _payload;

    internal KvcVerification Result => new(path, _entry, _payload, _findings);

    internal void Add(KvcSeverity severity, KvcFault fault) => _findings.Add(new KvcFinding(severity, fault));

    internal void Run(FileStream file)
    {
        if (ReadHeader(file) is not { } header)
        {
            return;
        }

        var fileBytes = file.Length;
        var hasKey = KvcKey.TryParseFileName(Path.GetFileName(path), out var key);
        if (!hasKey)
        {
            Add(KvcSeverity.Warning, new KvcFault(KvcFaultKind.File, 0, $"a name of {2 * KvcKey.Size} hexadecimal digits and {KvcKey.Suffix}", Path.GetFileName(path)));
        }

        if (!header.TryGetContentEnd(fileBytes, out var contentEnd))
        {
            Add(KvcSeverity.Error, KvcFaults.Length(header, fileBytes));
            return;
        }

        _entry = new KvcEntry(key, path, header, fileBytes);
        CheckText(file, header, hasKey ? key : null);
        CheckPayload(file, header);
        CheckTrailer(file, header, contentEnd, fileBytes);
    }

    private KvcHeader? ReadHeader(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        file.Position = 0;
        var count = file.ReadAtLeast(bytes, KvcHeader.Size, throwOnEndOfStream: false);
        if (!KvcHeader.TryParse(bytes[..count], out var header, out var fault))
        {
            Add(KvcSeverity.Error, fault);
            return null;
        }

        foreach (var note in HeaderNotes.Of(bytes, header))
        {
            Add(KvcSeverity.Note, note);
        }

        return header;
    }

    private void CheckText(FileStream file, in KvcHeader header, KvcKey? key)
    {
        file.Position = KvcHeader.Size;
        var (found, firstNul) = TextScan.Of(file, header.TextBytes);
        if (key is { } named && found != named)
        {
            Add(KvcSeverity.Error, new KvcFault(KvcFaultKind.Text, KvcHeader.Size, $"the text of SHA-1 {named}", $"one of {found}"));
        }

        if (firstNul is { } nul)
        {
            Add(KvcSeverity.Warning, new KvcFault(KvcFaultKind.Text, KvcHeader.Size + nul, "a text without a NUL, which ends a prompt, so that the file can be found", "a NUL"));
        }
    }

    private void CheckPayload(FileStream file, in KvcHeader header)
    {
        if (options.Checks == PayloadChecks.Dsv4)
        {
            if (!DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, options.Session, out _payload, out var fault))
            {
                Add(KvcSeverity.Error, fault.InFile(header.PayloadOffset));
                return;
            }

            foreach (var finding in PayloadFindings.Of(file, header, _payload))
            {
                _findings.Add(finding);
            }
        }

        if (options.ReadsPayload)
        {
            KvcReader.Load(file, new KvcLoad { Path = path, Checks = PayloadChecks.None });
        }
    }

    private void CheckTrailer(FileStream file, in KvcHeader header, long contentEnd, long fileBytes)
    {
        var length = fileBytes - contentEnd;
        if (!header.Extensions.HasFlag(KvcExtensions.ToolMap))
        {
            if (length > 0)
            {
                Add(KvcSeverity.Note, new KvcFault(KvcFaultKind.ToolMap, contentEnd, "the file's end behind the payload, since there is no flag for a tool map", $"{length} more bytes"));
            }

            return;
        }

        file.Position = contentEnd;
        var reader = new ToolMapReader(file, length);
        reader.ReadThrough();
        if (reader.Fault is { } fault)
        {
            Add(KvcSeverity.Warning, fault with { Offset = contentEnd + fault.Offset, Found = $"{fault.Found} ({reader.Loaded} ids before it can be used)" });
        }
        else if (reader.Done < length)
        {
            Add(KvcSeverity.Note, new KvcFault(KvcFaultKind.ToolMap, contentEnd + reader.Done, "the file's end behind the tool map", $"{length - reader.Done} more bytes"));
        }
    }
}
