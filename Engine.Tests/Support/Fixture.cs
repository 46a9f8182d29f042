using System.Collections.Concurrent;
using System.IO.Compression;

namespace KvCache.Tests;

/// <summary>The files and tables that ds4's own code made; see Fixtures/README.md.</summary>
internal static class Fixture
{
    private static readonly string DirectoryPath = Path.Combine(AppContext.BaseDirectory, "Fixtures");
    private static readonly ConcurrentDictionary<string, JsonElement> Tables = new();
    private static readonly ConcurrentDictionary<string, byte[]> Heads = new();

    internal static JsonElement Table(string name) => Tables.GetOrAdd(name, static name =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(DirectoryPath, name + ".json"))).RootElement);

    internal static IReadOnlyList<JsonElement> Files { get; } = [.. Table("manifest").Items("files")];

    internal static JsonElement Of(string name) => Files.Single(file => file.Text("name") == name);

    /// <summary>A numbered and named case for each element of a table's list.</summary>
    internal static TheoryData<int, string> Cases(string table, string list = "cases", string label = "name") =>
        new(Table(table).Items(list).Select((item, index) => (index, item.TryGetProperty(label, out var name) ? name.ToString() : $"#{index}")));

    internal static JsonElement Case(string table, int index, string list = "cases") => Table(table).GetProperty(list)[index];

    /// <summary>The whole file, unpacked as it is read.</summary>
    internal static Stream OpenRead(string name) =>
        new GZipStream(File.OpenRead(Path.Combine(DirectoryPath, "kv", name + ".kv.gz")), CompressionMode.Decompress);

    /// <summary>The file's header and text.</summary>
    internal static byte[] Head(string name) => Heads.GetOrAdd(name, static name =>
    {
        var head = new byte[KvcHeader.Size + Of(name).UInt("text_bytes")];
        using var file = OpenRead(name);
        file.ReadExactly(head);
        return head;
    });

    internal static byte[] TextOf(string name) => Head(name)[KvcHeader.Size..];

    /// <summary>Unpacks a file under its own name.</summary>
    internal static string Unpack(string name, string directory)
    {
        var path = Path.Combine(directory, Of(name).Text("file_name"));
        using var packed = OpenRead(name);
        using var file = File.Create(path);
        packed.CopyTo(file);
        return path;
    }

    /// <summary>A file of these first bytes and this length; what lies between is a hole.</summary>
    internal static string Sparse(string path, ReadOnlySpan<byte> head, long length)
    {
        using var file = File.Create(path);
        file.Write(head);
        file.SetLength(length);
        return path;
    }

    internal static KvcHeader HeaderOf(ReadOnlySpan<byte> bytes)
    {
        Assert.True(KvcHeader.TryParse(bytes, out var header, out var fault), fault?.ToString());
        return header;
    }
}
