using System.Text.Json;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>Writes a <see cref="ListDocument"/> of a directory of any size.</summary>
internal static class ListWriter
{
    /// <summary>Bytes that are put together before they are written.</summary>
    private const int PieceBytes = 64 << 10;

    /// <summary>Writes the document, its entries as they come, then what was refused meanwhile.</summary>
    internal static void Write(Stream output, Listing listing, IEnumerable<ScannedCheckpoint> files, IEnumerable<FaultyFile> refused)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = KvJson.Default.Options.Encoder });
        json.WriteStartObject();
        json.WriteNumber("schema"u8, 1);
        json.WriteStartArray("entries"u8);
        foreach (var file in files)
        {
            var facts = EntryFacts.Of(listing.DirectoryPath, file) with { Score = listing.ScoredAt is { } now ? EvictionScore.Of(file.Header, file.FileBytes, now) : null };
            JsonSerializer.Serialize(json, facts, KvJson.Default.EntryFacts);
            if (json.BytesPending > PieceBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("refused"u8);
        foreach (var file in refused)
        {
            JsonSerializer.Serialize(json, FaultFacts.Of(file.PathIn(listing.DirectoryPath), file.Fault), KvJson.Default.FaultFacts);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
