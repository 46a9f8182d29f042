using System.CommandLine;
using System.Text;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv show</c>: shows the contents of a checkpoint without reading its payload.</summary>
internal static class ShowCommand
{
    private const int PreviewBytes = 1024;
    private const int NameColumns = 14;

    /// <summary>The highest number of tool ids in a document.</summary>
    private const int MaxToolIds = 1000;

    private const int PrintedToolIds = 100;

    private static readonly Argument<string> FileArgument = OptionKinds.Path("FILE", "The checkpoint file.");

    internal static Command Create()
    {
        var command = new Command("show", "Show the header, the beginning of the text, the session, the tool map and the cached pages of a checkpoint.")
        {
            FileArgument, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(FileArgument), CommonOptions.OutputOptionsOf(parsed)));
        return command;
    }

    private static int Run(string path, OutputOptions output)
    {
        var document = Read(path);
        output.Report(document, static () => KvJson.Default.ShowDocument, shown => Print(path, shown));
        foreach (var fault in (FaultFacts?[])[document.PayloadFault, document.TitleFault])
        {
            if (fault is not null)
            {
                Console.Error.WriteLine($"kv: {path}: at byte {fault.Offset}: expected {fault.Expected}, found {fault.Found}");
            }
        }

        return document.PayloadFault is null && document.TitleFault is null ? ExitCode.Success : ExitCode.Failure;
    }

    private static ShowDocument Read(string path)
    {
        KvFiles.EnsureFile(path, directoryCommand: "ls");

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var residency = FileResidency.Of(path, PageCache.GetResidency(file.SafeFileHandle));
        if (KvcReader.ReadHeader(file.SafeFileHandle, out var header) is { } fault)
        {
            return fault.Kind == KvcFaultKind.Newer
                ? new ShowDocument { Newer = FaultFacts.Of(path, fault), TextPreview = "", ToolIds = [], ToolIdCount = 0, Residency = residency }
                : throw new KvcFormatException(path, fault);
        }

        var fileBytes = file.Length;
        if (!header.TryGetContentEnd(fileBytes, out var contentEnd))
        {
            throw new CommandException($"{path}: at byte {fileBytes}: expected {header.PayloadBytes} byte{(header.PayloadBytes == 1 ? "" : "s")} of payload after {header.TextBytes} of text, found the end of the file");
        }

        // The command reads a few scattered bytes of hundreds of MiB, so readahead would waste reads.
        _ = PageCache.Expect(file.SafeFileHandle, AccessPattern.Random);
        var payload = ReadPayload(file, header, out var payloadFault);
        var isNewer = payloadFault?.Kind == KvcFaultKind.Newer;
        var title = ReadTitle(file, header, contentEnd, fileBytes, out var titleFault);
        var tools = title is null && titleFault is null ? ToolIds(file, header, contentEnd, fileBytes) : ([], 0);
        return new ShowDocument
        {
            Entry = EntryFacts.Of(path, header, fileBytes, contentEnd) with { Title = title },
            TextPreview = Preview(file, header),
            Payload = payload is null ? null : PayloadFacts.Of(payload, header.PayloadOffset),
            PayloadFault = payloadFault is null || isNewer ? null : FaultFacts.Of(path, payloadFault),
            Newer = isNewer ? FaultFacts.Of(path, payloadFault!) : null,
            TitleFault = titleFault is null ? null : FaultFacts.Of(path, titleFault),
            ToolIds = tools.First,
            ToolIdCount = tools.Count,
            Residency = residency,
        };
    }

    private static DsvPayload? ReadPayload(FileStream file, in KvcHeader header, out KvcFault? fault)
    {
        fault = null;
        if (header.IsStripped)
        {
            return null;
        }

        if (DsvLayout.Of(header.PayloadAbi, header.ModelId) is not { } layout)
        {
            fault = KvcFaults.UnknownModel(header);
            return null;
        }

        var isSound = DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, layout, contextSize: null, out var payload, out var found);
        fault = isSound ? null : found!.InFile(header.PayloadOffset);
        return payload;
    }

    private static string? ReadTitle(FileStream file, in KvcHeader header, long contentEnd, long fileBytes, out KvcFault? fault)
    {
        fault = null;
        if (!header.Extensions.HasFlag(KvcExtensions.SessionTitle))
        {
            return null;
        }

        file.Position = contentEnd;
        if (!SessionTitle.TryRead(file, fileBytes - contentEnd, out var title, out fault))
        {
            fault = fault with { Offset = contentEnd + fault.Offset };
            return null;
        }

        return Encoding.UTF8.GetString(title);
    }

    private static string Preview(FileStream file, in KvcHeader header)
    {
        var bytes = new byte[Math.Min(header.TextBytes, PreviewBytes)];
        file.Position = KvcHeader.Size;
        file.ReadExactly(bytes);

        // Without a flush, the decoder omits a character that the limit splits.
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[bytes.Length];
        var count = decoder.GetChars(bytes, characters, flush: header.TextBytes <= PreviewBytes);
        return new string(characters, 0, count);
    }

    /// <summary>Reads the first ids of the tool map and counts all ids. A map may have 400,000 ids, and blocks of several GiB.</summary>
    private static (IReadOnlyList<string> First, int Count) ToolIds(FileStream file, in KvcHeader header, long contentEnd, long fileBytes)
    {
        if (!header.Extensions.HasFlag(KvcExtensions.ToolMap))
        {
            return ([], 0);
        }

        file.Position = contentEnd;
        var first = new List<string>();
        var count = 0;
        foreach (var id in ToolMap.ReadIds(file, fileBytes - contentEnd))
        {
            if (count++ < MaxToolIds)
            {
                first.Add(Encoding.UTF8.GetString(id.Span));
            }
        }

        return (first, count);
    }

    private static string ToolMapText(ShowDocument document) =>
        $"{Formatting.Count(document.ToolIdCount, "id")}: {string.Join(", ", document.ToolIds.Take(PrintedToolIds))}"
        + (document.ToolIdCount > PrintedToolIds ? $" and {Formatting.Count(document.ToolIdCount - PrintedToolIds)} more" : "");

    private static void Print(string path, ShowDocument document)
    {
        if (document.Newer is { } newer)
        {
            Console.Out.WriteLine($"{path}: at byte {newer.Offset}: expected {newer.Expected}, found {newer.Found}; the file is not damaged");
        }

        if (document.Entry is { } entry)
        {
            Print(document, entry);
        }
    }

    private static void Print(ShowDocument document, EntryFacts entry)
    {
        Row("file", entry.Path);
        Row("key", entry.Key ?? "none: the file has another name");
        Row("tokens", Formatting.Count(entry.Tokens));
        if (entry.HasTitle)
        {
            Row("title", entry.Title ?? "unreadable");
        }

        Row("model", entry.PayloadAbi == KvcHeader.OldPayloadAbi ? "flash, of ds4 before May 2026 (payload ABI 0)" : $"{entry.Model} (payload ABI {entry.PayloadAbi})");
        Row("quantization", $"{entry.QuantBits} bits");
        Row("reason", entry.Reason);
        Row("context", Formatting.Count(entry.ContextSize, "token"));
        Row("hits", Formatting.Count(entry.Hits));
        Row("created", UnixTime.Write(entry.CreatedAt));
        Row("last used", UnixTime.Write(entry.LastUsed));
        Row("text", $"{Formatting.Count(entry.TextBytes, "byte")}, {entry.KeyKind}");
        Row("payload", entry.Stripped ? "none: the session is stripped" : $"{Formatting.Count((long)entry.PayloadBytes, "byte")} ({Formatting.Bytes((long)entry.PayloadBytes)})");
        if (document.Payload is { } payload)
        {
            Row("session", $"DSV4, {Formatting.Count(payload.Tokens, "token")}, context {Formatting.Count(payload.ContextSize)}, prefill chunk {Formatting.Count(payload.PrefillChunk)}");
            Row("rows", $"{Formatting.Count(payload.Layers, "layer")} of {Formatting.Count(payload.RawRows, "raw row")}; {Formatting.Count(payload.CompressedRows)} compressed and {Formatting.Count(payload.IndexerRows)} indexer rows in total");
            Row("offsets", $"payload {payload.PayloadOffset}, token ids {payload.TokensOffset}, logits {payload.LogitsOffset}, row counts {payload.CountsOffset}, layers {payload.LayersOffset}");
        }

        Row("tool map", entry.HasToolMap ? ToolMapText(document) : "none");
        Row("cached", Cached(document.Residency));
        Console.Out.WriteLine();
        foreach (var line in (document.TextPreview + (entry.TextBytes > PreviewBytes ? " …" : "")).Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n'))
        {
            Console.Out.WriteLine(line.Replace("\t", "    ", StringComparison.Ordinal));
        }
    }

    private static string Cached(FileResidency residency) => residency.CachedPages is { } cached
        ? $"{Formatting.Count(cached)} of {Formatting.Count(residency.Pages ?? 0, "page")} ({Formatting.Share(cached, residency.Pages ?? 0)}), by {residency.Source}"
        : "unknown";

    private static void Row(string name, string value) => Console.Out.WriteLine($"{name,-NameColumns}{value}");
}
