using IoPolicy;

namespace Kv.Output;

/// <summary>One file's residency as <c>--json</c> prints it. A figure that is absent is not known.</summary>
internal sealed record FileResidency
{
    public required string Path { get; init; }

    public required long Pages { get; init; }

    public long? CachedPages { get; init; }

    public long? DirtyPages { get; init; }

    public long? WriteBackPages { get; init; }

    /// <summary>Where the figures come from: cachestat, mincore or unknown.</summary>
    public required string Source { get; init; }

    internal static FileResidency Of(string path, Residency reading) => new()
    {
        Path = path,
        Pages = reading.FilePages,
        CachedPages = reading.CachedPages,
        DirtyPages = reading.DirtyPages,
        WriteBackPages = reading.WriteBackPages,
        Source = reading.Source switch
        {
            ResidencySource.CacheStat => "cachestat",
            ResidencySource.MinCore => "mincore",
            _ => "unknown",
        },
    };
}

/// <summary>What <c>kv residency --json</c> prints.</summary>
internal sealed record ResidencyDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<FileResidency> Files { get; init; }

    /// <summary>One for each folder, and one of all where there is more than one path.</summary>
    public required IReadOnlyList<TotalResidency> Totals { get; init; }
}

/// <summary>The residency of a folder's files together, or of all.</summary>
internal sealed record TotalResidency
{
    /// <summary>The folder; absent where it is the total of all.</summary>
    public string? Path { get; init; }

    public required int Files { get; init; }

    public required long Pages { get; init; }

    /// <summary>A sum with an unknown part is unknown.</summary>
    public long? CachedPages { get; init; }

    internal string Title => Path is null ? "total" : $"total of {Path}";

    internal static TotalResidency Of(string? path, FileResidency[] files) => new()
    {
        Path = path,
        Files = files.Length,
        Pages = files.Sum(file => file.Pages),
        CachedPages = files.All(file => file.CachedPages is not null) ? files.Sum(file => file.CachedPages) : null,
    };
}
