using System.IO.Compression;
using System.Text.Json;

namespace Kv.Tests.Infrastructure;

/// <summary>The checkpoints that ds4's code wrote, and their manifest.</summary>
internal static class EngineFiles
{
    /// <summary>The directory of the files that ds4 of August 2026 wrote.</summary>
    private const string CurrentSet = "2026-08";

    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>The entries of the manifest of ds4 before May 2026, one for each file.</summary>
    internal static IReadOnlyList<JsonElement> Manifest { get; } = ManifestOf("");

    /// <summary>The entries of the manifest of ds4 of August 2026.</summary>
    internal static IReadOnlyList<JsonElement> CurrentManifest { get; } = ManifestOf(CurrentSet);

    internal static JsonElement Named(string name) => Manifest.Single(file => file.GetProperty("name").GetString() == name);

    /// <summary>Unpacks a file of ds4 before May 2026 into a directory, under the name that ds4 gave it.</summary>
    internal static string Unpack(string name, string directory) => Unpack(Named(name), directory, long.MaxValue);

    /// <summary>Unpacks a file of ds4 of August 2026.</summary>
    internal static string UnpackCurrent(string name, string directory) =>
        Unpack(CurrentManifest.Single(file => file.GetProperty("name").GetString() == name), directory, long.MaxValue, CurrentSet);

    /// <summary>
    /// Unpacks the header and text of each file, and leaves a hole for the rest. A scan of a directory may read only these
    /// parts, and all files together have a GiB.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="isCurrent">Whether the files are those of August 2026, and not those before May 2026.</param>
    internal static void UnpackSparse(string directory, bool isCurrent = false)
    {
        foreach (var file in isCurrent ? CurrentManifest : Manifest)
        {
            Unpack(file, directory, 52 + file.GetProperty("text_bytes").GetInt64(), isCurrent ? CurrentSet : "");
        }
    }

    private static IReadOnlyList<JsonElement> ManifestOf(string set) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures, set, "manifest.json"))).RootElement.GetProperty("files").EnumerateArray()];

    private static string Unpack(JsonElement file, string directory, long most, string set = "")
    {
        var path = Path.Combine(directory, file.GetProperty("file_name").GetString()!);
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Fixtures, set, "kv", file.GetProperty("name").GetString() + ".kv.gz")), CompressionMode.Decompress);
        using var unpacked = File.Create(path);
        var buffer = new byte[1 << 20];
        while (most > 0 && packed.Read(buffer, 0, (int)Math.Min(buffer.Length, most)) is > 0 and var count)
        {
            unpacked.Write(buffer, 0, count);
            most -= count;
        }

        unpacked.SetLength(file.GetProperty("file_size").GetInt64());
        return path;
    }
}
