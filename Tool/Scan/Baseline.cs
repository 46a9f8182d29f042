using System.Text.Json;
using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Scan;

/// <summary>Reads and writes a baseline: a file with the findings that a code base accepts for now.</summary>
internal static class Baseline
{
    /// <summary>Reads the fingerprints of the accepted findings.</summary>
    /// <exception cref="CommandException">The file cannot be read, or is no baseline.</exception>
    internal static IReadOnlySet<string> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ScanJson.Default.BaselineDocument)!.Findings.Select(static entry => entry.Fingerprint).ToHashSet(StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is JsonException or NullReferenceException)
        {
            throw new CommandException($"{path}: this is no baseline of iopolicy scan; --write-baseline writes one", failure);
        }
    }

    /// <summary>Writes a baseline that accepts the findings.</summary>
    internal static void Write(string path, IEnumerable<Finding> findings)
    {
        var document = new BaselineDocument { Findings = [.. findings.Select(static finding => new BaselineEntry(finding.Fingerprint, finding.Rule, finding.Path, finding.Member))] };
        DurableFile.Replace(path, stream => JsonSerializer.Serialize(stream, document, ScanJson.Default.BaselineDocument));
    }
}
