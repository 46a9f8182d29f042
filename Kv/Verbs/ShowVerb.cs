using System.CommandLine;
using System.Text;
using IoPolicy;
using Kv.Output;
using KvCache;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv show</c>: what is in one checkpoint file, without reading its payload.</summary>
internal static class ShowVerb
{
    private const int PreviewBytes = 1024;

    private static readonly Argument<string> FileArgument = new("FILE") { Description = "The checkpoint file." };

    internal static Command Create()
    {
        var command = new Command("show", "Shows one checkpoint: its header, the beginning of its text, its payload's facts, its tool map, and how much of it is cached.")
        {
            FileArgument, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(FileArgument), CommonOptions.MannerOf(parsed)));
        return command;
    }

    private static int Run(string path, Manner manner)
    {
        var document = Read(path);
        manner.Tell(document, KvJson.Default.ShowDocument, Print);
        if (document.PayloadFault is { } fault)
        {
            Console.Error.WriteLine($"kv: {path}: at byte {fault.Offset}: expected {fault.Expected}, found {fault.Found}");
            return ExitCode.Failure;
        }

        return ExitCode.Success;
    }

    private static ShowDocument Read(string path)
    {
        KvFiles.EnsureFile(path);

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var residency = FileResidency.Of(path, Residency.Of(file.SafeFileHandle));
        if (KvcReader.ReadHeader(file.SafeFileHandle, out var header) is { } fault)
        {
            throw new KvcFormatException(path, fault);
        }

        var fileBytes = file.Length;
        if (!header.TryGetContentEnd(fileBytes, out var contentEnd))
        {
            throw new KvException($"{path}: at byte {fileBytes}: expected {header.PayloadBytes} bytes of payload behind {header.TextBytes} of text, found the end of the file");
        }

        // A few bytes here and there of hundreds of MiB: no read-ahead.
        _ = PageCache.Expect(file.SafeFileHandle, AccessPattern.Random);
        var sound = DsvPayload.TryRead(file, header.PayloadOffset, (long)header.PayloadBytes, session: null, out var payload, out var payloadFault);
        return new ShowDocument
        {
            Entry = EntryFacts.Of(path, header, fileBytes, contentEnd),
            TextPreview = Preview(file, header),
            Payload = sound ? PayloadFacts.Of(payload!, header.PayloadOffset) : null,
            PayloadFault = sound ? null : FaultFacts.Of(path, payloadFault!.InFile(header.PayloadOffset)),
            ToolIds = ToolIds(file, header, contentEnd, fileBytes),
            Residency = residency,
        };
    }

    private static string Preview(FileStream file, in KvcHeader header)
    {
        var bytes = new byte[Math.Min(header.TextBytes, PreviewBytes)];
        file.Position = KvcHeader.Size;
        file.ReadExactly(bytes);

        // A character that the limit cuts in two is left out.
        var decoder = Encoding.UTF8.GetDecoder();
        var characters = new char[bytes.Length];
        var count = decoder.GetChars(bytes, characters, flush: header.TextBytes <= PreviewBytes);
        return new string(characters, 0, count);
    }

    private static IReadOnlyList<string> ToolIds(FileStream file, in KvcHeader header, long contentEnd, long fileBytes)
    {
        if (!header.Extensions.HasFlag(KvcExtensions.ToolMap))
        {
            return [];
        }

        var tools = new ToolMemory();
        file.Position = contentEnd;
        ToolMap.Read(file, fileBytes - contentEnd, tools);
        return [.. tools.NewestFirst.Reverse().Select(tool => tool.IdText)];
    }

    private static void Print(ShowDocument document)
    {
        var entry = document.Entry;
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        Row(grid, "file", entry.Path);
        Row(grid, "key", entry.Key ?? "not named by one");
        Row(grid, "tokens", Quantity.Count(entry.Tokens));
        Row(grid, "quantisation", $"{entry.QuantBits} bits");
        Row(grid, "reason", entry.Reason);
        Row(grid, "context", $"{Quantity.Count(entry.ContextSize)} tokens");
        Row(grid, "hits", Quantity.Count(entry.Hits));
        Row(grid, "created", UnixTime.Write(entry.CreatedAt));
        Row(grid, "last used", UnixTime.Write(entry.LastUsed));
        Row(grid, "text", $"{Quantity.Count(entry.TextBytes)} bytes, {entry.KeyKind}");
        Row(grid, "payload", $"{Quantity.Count((long)entry.PayloadBytes)} bytes ({Quantity.Bytes((long)entry.PayloadBytes)})");
        if (document.Payload is { } payload)
        {
            Row(grid, "session", $"DSV4, {Quantity.Count(payload.Tokens)} tokens, context {Quantity.Count(payload.ContextSize)}, prefill chunk {Quantity.Count(payload.PrefillChunk)}");
            Row(grid, "rows", $"{payload.Layers} layers of {payload.RawRows} raw rows; {Quantity.Count(payload.CompressedRows)} compressed and {Quantity.Count(payload.IndexerRows)} indexer rows in all");
            Row(grid, "offsets", $"payload {payload.PayloadOffset}, token ids {payload.TokensOffset}, logits {payload.LogitsOffset}, row counts {payload.CountsOffset}, layers {payload.LayersOffset}");
        }

        Row(grid, "tool map", entry.HasToolMap ? $"{Quantity.Count(document.ToolIds.Count, "id")}: {string.Join(", ", document.ToolIds)}" : "none");
        Row(grid, "cached", Cached(document.Residency));
        Terminal.Output.Write(grid);
        Terminal.Output.WriteLine();
        Terminal.Output.WriteLine(Printable(document.TextPreview) + (entry.TextBytes > PreviewBytes ? " …" : ""));
    }

    private static string Cached(FileResidency residency) => residency.CachedPages is { } cached
        ? $"{Quantity.Count(cached)} of {Quantity.Count(residency.Pages)} pages ({Quantity.Share(cached, residency.Pages)}), by {residency.Source}"
        : "unknown";

    /// <summary>A text comes from a model and its users: no control character of it may reach the terminal.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsControl(character) && character != '\n' ? '\uFFFD' : character));

    private static void Row(Grid grid, string name, string value) => grid.AddRow(new Text(name), new Text(Printable(value)));
}
