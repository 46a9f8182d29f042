using System.Text.Json.Serialization;
using IoPolicy;

namespace Kv.Output;

/// <summary>The residency of a file in <c>--json</c>. An unknown number is null.</summary>
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

    /// <summary>The source of the numbers: cachestat, mincore or unknown.</summary>
    public required string Source { get; init; }

    /// <summary>The reason for a failed measurement; absent after a success.</summary>
    public string? Refusal { get; init; }

    /// <summary>Creates the residency of a file that cannot be opened.</summary>
    internal static FileResidency Unopened(string path, string reason) => new() { Path = path, Pages = null, Source = Unknown, Refusal = reason };

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

/// <summary>The JSON document of <c>kv residency --json</c>.</summary>
internal sealed record ResidencyDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<FileResidency> Files { get; init; }

    /// <summary>The total of each directory, and the total of all paths if there are several.</summary>
    public required IReadOnlyList<TotalResidency> Totals { get; init; }
}

/// <summary>The total residency of a directory or of all paths.</summary>
internal sealed record TotalResidency
{
    /// <summary>The directory; absent for the total of all paths.</summary>
    public string? Path { get; init; }

    public required int Files { get; init; }

    /// <summary>The number of pages; null if the number of any file is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    /// <summary>The number of cached pages; null if the number of any file is unknown.</summary>
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
