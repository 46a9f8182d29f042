using System.Collections.Concurrent;
using System.IO.Compression;

namespace KvCache.Tests;

/// <summary>The files and tables that ds4's own code made, one set for each generation of files; see Fixtures/README.md.</summary>
internal sealed class Fixture
{
    private readonly string _directory;
    private readonly ConcurrentDictionary<string, JsonElement> _tables = new();
    private readonly ConcurrentDictionary<string, byte[]> _heads = new();
    private readonly Lazy<IReadOnlyList<JsonElement>> _files;

    private Fixture(string name, string directory, byte payloadAbi)
    {
        Name = name;
        PayloadAbi = payloadAbi;
        _directory = Path.Combine(AppContext.BaseDirectory, "Fixtures", directory);
        _files = new(() => [.. Table("manifest").Items("files")]);
    }

    /// <summary>ds4 of 21 May 2026, the last commit with payload ABI 0.</summary>
    internal static Fixture OldDs4 { get; } = new("old", "", KvcHeader.OldPayloadAbi);

    /// <summary>ds4 of August 2026.</summary>
    internal static Fixture CurrentDs4 { get; } = new("current", "2026-08", KvcHeader.CurrentPayloadAbi);

    internal string Name { get; }

    internal byte PayloadAbi { get; }

    internal IReadOnlyList<JsonElement> Files => _files.Value;

    internal static Fixture Named(string name) => name == OldDs4.Name ? OldDs4 : CurrentDs4;

    /// <summary>Creates a numbered and named case for each element of a list that both sets have.</summary>
    internal static TheoryData<string, int, string> CasesOfBothSets(string table, string list = "cases", string label = "name")
    {
        var cases = new TheoryData<string, int, string>();
        foreach (var set in (Fixture[])[OldDs4, CurrentDs4])
        {
            foreach (var (item, index) in set.Table(table).Items(list).Select((item, index) => (item, index)))
            {
                cases.Add(set.Name, index, LabelOf(item, label, index));
            }
        }

        return cases;
    }

    /// <summary>Gets the name of each file of both sets.</summary>
    internal static TheoryData<string, string> FilesOfBothSets()
    {
        var files = new TheoryData<string, string>();
        foreach (var set in (Fixture[])[OldDs4, CurrentDs4])
        {
            foreach (var file in set.Files)
            {
                files.Add(set.Name, file.Text("name"));
            }
        }

        return files;
    }

    internal JsonElement Table(string name) => _tables.GetOrAdd(name, name =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory, name + ".json"))).RootElement);

    internal JsonElement Of(string name) => Files.Single(file => file.Text("name") == name);

    /// <summary>Creates a numbered and named case for each element of a list, which may be in an object: "strip/cases".</summary>
    internal TheoryData<int, string> Cases(string table, string list = "cases", string label = "name") =>
        new(ListOf(table, list).EnumerateArray().Select((item, index) => (index, LabelOf(item, label, index))));

    internal JsonElement Case(string table, int index, string list = "cases") => ListOf(table, list)[index];

    /// <summary>Opens the whole file, which is unpacked while it is read.</summary>
    internal Stream OpenRead(string name) =>
        new GZipStream(File.OpenRead(Path.Combine(_directory, "kv", name + ".kv.gz")), CompressionMode.Decompress);

    /// <summary>Gets the file's header and text.</summary>
    internal byte[] Head(string name) => _heads.GetOrAdd(name, name =>
    {
        var head = new byte[KvcHeader.Size + Of(name).UInt("text_bytes")];
        using var file = OpenRead(name);
        file.ReadExactly(head);
        return head;
    });

    internal byte[] TextOf(string name) => Head(name)[KvcHeader.Size..];

    /// <summary>Gets the model of a file or a case; 0 in the old set, which has no models.</summary>
    internal byte ModelOf(JsonElement element, string name) => this == OldDs4 ? (byte)0 : unchecked((byte)element.Int(name));

    /// <summary>Unpacks a file under its own name.</summary>
    internal string Unpack(string name, string directory)
    {
        var path = Path.Combine(directory, Of(name).Text("file_name"));
        using var packed = OpenRead(name);
        using var file = File.Create(path);
        packed.CopyTo(file);
        return path;
    }

    /// <summary>Creates a file of these first bytes and this length; a hole follows the bytes.</summary>
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

    private JsonElement ListOf(string table, string list) =>
        list.Split('/').Aggregate(Table(table), (element, name) => element.GetProperty(name));

    private static string LabelOf(JsonElement item, string label, int index) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(label, out var name) ? name.ToString() : $"#{index}";
}
