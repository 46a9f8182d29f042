using System.Text.Json;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary>Writes a <see cref="ListDocument"/> in pieces, so the directory may have any size.</summary>
internal static class ListWriter
{
    /// <summary>The number of buffered bytes before a write.</summary>
    private const int PieceBytes = 64 << 10;

    /// <summary>Writes the entries, then the damaged and the newer files, which the enumeration of the entries finds, then the abandoned payloads.</summary>
    internal static void Write(Stream output, Listing listing, IEnumerable<ScannedCheckpoint> files, IReadOnlyCollection<FaultyFile> faulty)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = KvJson.Default.Options.Encoder });
        json.WriteStartObject();
        json.WriteNumber("schema"u8, 1);
        json.WriteStartArray("entries"u8);
        foreach (var file in files)
        {
            var facts = EntryFacts.Of(listing.DirectoryPath, file) with
            {
                Score = listing.ScoredAt is { } now ? EvictionScore.Of(file.Header, file.FileBytes, now) : null,
                Title = listing.HasTitles ? listing.TitleOf(file, maxBytes: 0) : null,
            };
            JsonSerializer.Serialize(json, facts, KvJson.Default.EntryFacts);
            if (json.BytesPending > PieceBytes)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("refused"u8);
        foreach (var file in faulty.Where(file => !file.IsNewer))
        {
            JsonSerializer.Serialize(json, FaultFacts.Of(file.PathIn(listing.DirectoryPath), file.Fault), KvJson.Default.FaultFacts);
        }

        json.WriteEndArray();
        json.WriteStartArray("newer"u8);
        foreach (var file in faulty.Where(file => file.IsNewer))
        {
            JsonSerializer.Serialize(json, NewerFacts.Of(listing.DirectoryPath, file), KvJson.Default.NewerFacts);
        }

        json.WriteEndArray();
        json.WriteStartArray("abandonedPayloads"u8);
        foreach (var file in listing.AbandonedPayloads())
        {
            JsonSerializer.Serialize(json, AbandonedFile.Of(file), KvJson.Default.AbandonedFile);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
