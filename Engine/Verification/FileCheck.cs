namespace KvCache;

/// <summary>The verification of one file, part by part in the file's order.</summary>
internal sealed class FileCheck(string path, KvcVerifyOptions options)
{
    private readonly List<KvcFinding> _findings = [];
    private readonly bool _isSystemPrompt = Path.GetFileName(path) == CacheFileName.SystemPromptName;
    private KvcEntry? _entry;
    private DsvPayload? _payload;
    private byte[]? _title;

    internal KvcVerification Result => new(path, _entry, _payload, _findings) { Title = _title is null ? null : (ReadOnlyMemory<byte>?)_title };

    internal void Add(KvcSeverity severity, KvcFault fault) => _findings.Add(new KvcFinding(severity, fault));

    internal void Run(FileStream file)
    {
        if (ReadHeader(file) is not { } header)
        {
            return;
        }

        var fileBytes = file.Length;
        var hasKey = KvcKey.TryParseFileName(Path.GetFileName(path), out var key);
        if (!hasKey && !_isSystemPrompt)
        {
            Add(KvcSeverity.Warning, new KvcFault(KvcFaultKind.File, 0, $"a name of {2 * KvcKey.Size} hexadecimal digits and {KvcKey.Suffix}", Path.GetFileName(path)));
        }

        if (!header.TryGetContentEnd(fileBytes, out var contentEnd))
        {
            Add(KvcSeverity.Error, KvcFaults.Length(header, fileBytes));
            return;
        }

        _entry = new KvcEntry(key, path, header, fileBytes);
        var trailerFault = header.Extensions.HasFlag(KvcExtensions.SessionTitle) ? ReadTitle(file, contentEnd, fileBytes) : null;
        CheckText(file, header, hasKey ? key : null);
        CheckSession(header);
        CheckPayload(file, header);
        if (trailerFault is not null)
        {
            Add(KvcSeverity.Error, trailerFault);
        }
        else
        {
            CheckTrailer(file, header, contentEnd, fileBytes);
        }
    }

    private KvcHeader? ReadHeader(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        file.Position = 0;
        var count = file.ReadAtLeast(bytes, KvcHeader.Size, throwOnEndOfStream: false);
        if (!KvcHeader.TryParse(bytes[..count], out var header, out var fault))
        {
            Add(fault.Kind == KvcFaultKind.Newer ? KvcSeverity.Note : KvcSeverity.Error, fault);
            return null;
        }

        foreach (var note in HeaderNotes.Of(bytes, header))
        {
            Add(KvcSeverity.Note, note);
        }

        return header;
    }

    private KvcFault? ReadTitle(FileStream file, long contentEnd, long fileBytes)
    {
        file.Position = contentEnd;
        return SessionTitle.TryRead(file, fileBytes - contentEnd, out _title, out var fault) ? null : fault with { Offset = contentEnd + fault.Offset };
    }

    private void CheckText(FileStream file, in KvcHeader header, KvcKey? key)
    {
        file.Position = KvcHeader.Size;
        var (found, firstNul) = TextScan.Of(file, header.TextBytes);
        if (key is { } named)
        {
            CheckName(header, named, found);
        }

        if (firstNul is { } nul)
        {
            Add(KvcSeverity.Warning, new KvcFault(KvcFaultKind.Text, KvcHeader.Size + nul, "a text without a NUL, which ends a prompt, so that the file can be found", "a NUL"));
        }
    }

    /// <summary>
    /// Compares the name with the text and the title. An agent finds a titled session by its title, and a server finds any file by its
    /// text.
    /// </summary>
    private void CheckName(in KvcHeader header, KvcKey named, KvcKey textKey)
    {
        var titleKey = _title is null ? textKey : SessionTitle.KeyOf(_title, header.CreatedAt);
        if (named != titleKey)
        {
            Add(named == textKey ? KvcSeverity.Warning : KvcSeverity.Error, named == textKey
                ? new KvcFault(KvcFaultKind.Text, KvcHeader.Size, $"the name {titleKey}, which the title gives, so that an agent can load it", $"the name that the text gives")
                : KvcFaults.Name(header, named, textKey));
        }
    }

    private void CheckSession(in KvcHeader header)
    {
        if (options.Session is { } session && !session.CanLoad(header))
        {
            Add(KvcSeverity.Error, KvcFaults.OtherSession(header, session.PayloadAbi, session.ModelId));
        }
    }

    private void CheckPayload(FileStream file, in KvcHeader header)
    {
        // ds4's agent refuses a system prompt without a payload, and creates it again.
        if (header.IsStripped && !_isSystemPrompt)
        {
            Add(KvcSeverity.Note, new KvcFault(KvcFaultKind.Payload, header.PayloadOffset, "a payload", "none: the session is stripped, and a prefill of its text restores it"));
            return;
        }

        if (options.Checks == PayloadChecks.Dsv4)
        {
            if (DsvLayout.Of(header.PayloadAbi, header.ModelId) is not { } layout)
            {
                Add(KvcSeverity.Note, KvcFaults.UnknownModel(header));
                return;
            }

            if (!DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, layout, options.Session?.ContextSize, out _payload, out var fault))
            {
                var found = fault.InFile(header.PayloadOffset);
                Add(found.Kind == KvcFaultKind.Newer ? KvcSeverity.Note : KvcSeverity.Error, found);
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
        if (_title is not null)
        {
            var titleEnd = contentEnd + sizeof(uint) + _title.Length;
            if (titleEnd < fileBytes)
            {
                Add(KvcSeverity.Note, new KvcFault(KvcFaultKind.Title, titleEnd, "the file's end behind the title", $"{fileBytes - titleEnd} more bytes"));
            }

            return;
        }

        // ds4 removes the tool map of a stripped session, and does not clear the map's flag.
        if (!header.Extensions.HasFlag(KvcExtensions.ToolMap) || (header.IsStripped && length == 0))
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
