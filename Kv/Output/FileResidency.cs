using System.Text.Json.Serialization;
using IoPolicy;

namespace Kv.Output;

/// <summary>One file's residency as <c>--json</c> prints it. A figure that is null is not known.</summary>
internal sealed record FileResidency
{
    private const string Unknown = "unknown";

    public required string Path { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedPages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? DirtyPages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? WriteBackPages { get; init; }

    /// <summary>Where the figures come from: cachestat, mincore or unknown.</summary>
    public required string Source { get; init; }

    /// <summary>Why the file could not be measured; absent where it was.</summary>
    public string? Refusal { get; init; }

    /// <summary>A file that cannot be opened.</summary>
    internal static FileResidency Unopened(string path, string obstacle) => new() { Path = path, Pages = null, Source = Unknown, Refusal = obstacle };

    internal static FileResidency Of(string path, Residency reading) => new()
    {
        Path = path,
        Pages = reading.IsKnown || reading.FilePages > 0 ? reading.FilePages : null,
        CachedPages = reading.CachedPages,
        DirtyPages = reading.DirtyPages,
        WriteBackPages = reading.WriteBackPages,
        Source = reading.Source switch
        {
            ResidencySource.CacheStat => "cachestat",
            ResidencySource.MinCore => "mincore",
            _ => Unknown,
        },
    };
}

/// <summary>What <c>kv residency --json</c> prints.</summary>
internal sealed record ResidencyDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<FileResidency> Files { get; init; }

    /// <summary>One for each directory, and one of all where there is more than one path.</summary>
    public required IReadOnlyList<TotalResidency> Totals { get; init; }
}

/// <summary>The residency of a directory's files together, or of all.</summary>
internal sealed record TotalResidency
{
    /// <summary>The directory; absent where it is the total of all.</summary>
    public string? Path { get; init; }

    public required int Files { get; init; }

    /// <summary>A sum with an unknown part is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    /// <summary>A sum with an unknown part is null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? CachedPages { get; init; }

    internal string Title => Path is null ? "total" : $"total of {Path}";

    internal static TotalResidency Of(string? path, IReadOnlyCollection<FileResidency> files) => new()
    {
        Path = path,
        Files = files.Count,
        Pages = Sum(files.Select(file => file.Pages)),
        CachedPages = Sum(files.Select(file => file.CachedPages)),
    };

    private static long? Sum(IEnumerable<long?> figures) => figures.Aggregate((long?)0, (sum, figure) => sum + figure);
}
