using System.Text;

namespace KvCache.Tests;

/// <summary>Stores and loads checkpoints with synthetic payloads.</summary>
internal static class Samples
{
    /// <summary>
    /// The context of the samples. It is larger than the prefill chunk of ABI 0, so that a session with a larger context can load them.
    /// </summary>
    internal const uint ContextSize = 4096;

    internal static readonly KvSession Session = new(2, ContextSize);

    /// <summary>A session of ds4 before May 2026, which removes long checkpoints after their loads.</summary>
    internal static readonly KvSession OldSession = Session with { PayloadAbi = KvcHeader.OldPayloadAbi };

    internal static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Stores a checkpoint; 512 tokens make 29.6 MiB, 1,024 make 36.3 MiB.</summary>
    internal static StoreResult Store(CacheDirectory directory, string text, uint tokens = 512, KvSession? session = null, ToolMemory? tools = null, ulong seed = 0)
    {
        var fit = session ?? Session;
        using var payload = SyntheticPayload.OpenRead(tokens, fit.ContextSize, seed, fit.Layout);
        return directory.Store(RequestOf(text, tokens, fit, payload, tools));
    }

    internal static StoreRequest RequestOf(string text, uint tokens, KvSession session, Stream payload, ToolMemory? tools = null) => new()
    {
        Text = Text(text),
        Tokens = tokens,
        Session = session,
        Payload = payload,
        PayloadBytes = (ulong)payload.Length,
        Reason = KvcReason.Cold,
        Tools = tools,
    };

    internal static LoadResult Load(CacheDirectory directory, string prompt, Stream? destination = null, KvSession? session = null) =>
        directory.Load(new LoadRequest { Prompt = Text(prompt), Session = session ?? Session, Destination = destination ?? Stream.Null });

    /// <summary>Creates a copy that can replace the file, as a renewal of a tool map does.</summary>
    internal static NewFile CopyOf(KvcEntry entry, CacheDirectoryOptions? options = null) => NewFile.Create(
        new DirectoryState(Path.GetDirectoryName(entry.Path)!, options ?? new()),
        entry.Key.FileName,
        entry.Key,
        file => file.Write(File.ReadAllBytes(entry.Path)),
        CancellationToken.None);

    /// <summary>Writes a file with the given content, under the name of the text.</summary>
    internal static string WriteRaw(string directory, string text, KvcHeader header, ReadOnlySpan<byte> payload)
    {
        var bytes = new byte[KvcHeader.Size];
        (header with { TextBytes = (uint)Text(text).Length, PayloadBytes = (ulong)payload.Length }).Format(bytes);
        var path = Path.Combine(directory, KvcKey.OfText(Text(text)).FileName);
        File.WriteAllBytes(path, [.. bytes, .. Text(text), .. payload]);
        return path;
    }
}
