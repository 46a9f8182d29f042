using KvCache.Interop;

namespace KvCache;

/// <summary>
/// Reads a session's file as ds4's agent does. Checks the header, and compares the text and the title with the file's name, before it
/// reads the payload.
/// </summary>
internal static class AgentFile
{
    /// <summary>The title that the agent's list shows for an unreadable file.</summary>
    private static ReadOnlySpan<byte> Unreadable => "(unreadable session)"u8;

    /// <summary>Reads the header, the text and the title. Also loads the payload, if a session is given and the file has a payload.</summary>
    /// <param name="named">The file's path, and the key in its name.</param>
    /// <param name="session">The session that the payload must fit; null if the payload is not read.</param>
    /// <param name="destination">Receives the payload.</param>
    /// <param name="checks">The checks of the payload.</param>
    /// <param name="now">The creation time of a session whose file has none, in seconds since 1970.</param>
    /// <param name="cancellation">Ends the load before the next piece of 1 MiB.</param>
    /// <exception cref="KvcFormatException">A check refuses the file, or the disk cannot read it.</exception>
    /// <exception cref="IOException">The destination could not be written, or the process has no free descriptor or memory.</exception>
    internal static AgentResult Load(KvcEntry named, KvSession? session, Stream destination, PayloadChecks checks, ulong now, CancellationToken cancellation)
    {
        using var file = SafeFiles.Open(named.Path, write: false);
        var (entry, text, title) = ReadHead(file, named);
        if (session is { } live && !entry.Header.IsStripped)
        {
            CheckSession(entry, live);
        }

        var key = title is null ? KvcKey.OfText(text) : SessionTitle.KeyOf(title, entry.Header.CreatedAt);
        if (key != named.Key)
        {
            throw new KvcFormatException(entry.Path, KvcFaults.Name(entry.Header, named.Key, KvcKey.OfText(text)));
        }

        if (session is { } loading && !entry.Header.IsStripped)
        {
            _ = KvcReader.Load(file, new KvcLoad
            {
                Path = entry.Path,
                Checks = checks,
                Session = loading,
                Destination = destination,
                Cancellation = cancellation,
            });
        }

        var createdAt = entry.Header.CreatedAt == 0 ? now : entry.Header.CreatedAt;
        return new AgentResult(AgentFindOutcome.Found, new AgentSession(entry, title ?? SessionTitle.FromText(text), title is not null, createdAt)) { Text = text };
    }

    /// <summary>Reads the title of a file for the list.</summary>
    /// <exception cref="IOException">The process has no free descriptor or memory.</exception>
    internal static AgentListItem Describe(KvcEntry named, int titleBytes)
    {
        try
        {
            using var file = SafeFiles.Open(named.Path, write: false);
            var (_, text, title) = ReadHead(file, named);
            return new AgentListItem(named, title is null ? SessionTitle.FromText(text, titleBytes) : SessionTitle.Clip(title, titleBytes), IsReadable: true);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            return new AgentListItem(named, Unreadable.ToArray(), IsReadable: false);
        }
    }

    /// <summary>Refuses a file of another payload ABI, model or quantization than the session's.</summary>
    /// <exception cref="KvcFormatException">The file does not fit the session.</exception>
    internal static void CheckSession(KvcEntry entry, KvSession session)
    {
        if (!session.CanLoad(entry.Header))
        {
            throw new KvcFormatException(entry.Path, KvcFaults.OtherSession(entry.Header, session.PayloadAbi, session.ModelId));
        }

        if (entry.Header.QuantBits != session.QuantBits)
        {
            throw new KvcFormatException(entry.Path, new KvcFault(KvcFaultKind.Header, 4, $"the session's {session.QuantBits} quantization bits", $"{entry.Header.QuantBits}"));
        }
    }

    /// <summary>Reads the header, the text and the title. The title is null if the header's extension flags say that there is none.</summary>
    internal static (KvcEntry Entry, byte[] Text, byte[]? Title) ReadHead(FileStream file, KvcEntry named)
    {
        try
        {
            var fileBytes = file.Length;
            if (KvcReader.ReadHeader(file.SafeFileHandle, out var header) is { } fault)
            {
                throw new KvcFormatException(named.Path, fault);
            }

            if (!header.TryGetContentEnd(fileBytes, out var contentEnd) || header.TextBytes > Array.MaxLength)
            {
                throw new KvcFormatException(named.Path, KvcFaults.Length(header, fileBytes));
            }

            if (header.PayloadAbi != KvcHeader.CurrentPayloadAbi)
            {
                throw new KvcFormatException(named.Path, KvcFaults.OtherSession(header, KvcHeader.CurrentPayloadAbi, header.ModelId));
            }

            var text = new byte[header.TextBytes];
            file.Position = KvcHeader.Size;
            file.ReadExactly(text);
            byte[]? title = null;
            if (header.Extensions.HasFlag(KvcExtensions.SessionTitle))
            {
                file.Position = contentEnd;
                if (!SessionTitle.TryRead(file, fileBytes - contentEnd, out title, out fault))
                {
                    throw new KvcFormatException(named.Path, fault with { Offset = contentEnd + fault.Offset });
                }
            }

            return (named with { Header = header, FileBytes = fileBytes }, text, title);
        }
        catch (IOException error) when (error is not KvcFormatException && !Errno.IsShortage(error))
        {
            throw new KvcFormatException(named.Path, SafeFiles.FaultOf(error, file.Position));
        }
    }
}
