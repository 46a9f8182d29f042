using System.Text.Json.Serialization;

namespace IoPolicy.Tool.Resident;

/// <summary>The JSON document of <c>iopolicy resident --json</c>. An unknown figure is null, and a reason stands beside it.</summary>
internal sealed record ResidentDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    /// <summary>The measured processes; empty for paths.</summary>
    public required IReadOnlyList<ProcessDocument> Processes { get; init; }

    /// <summary>The number of processes of the cgroup that belong to another PID namespace, so their files are unknown; null: unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required int? HiddenProcesses { get; init; }

    /// <summary>The files in the order of <c>--sort</c>, at most <c>--top</c>.</summary>
    public required IReadOnlyList<FileDocument> Files { get; init; }

    public required TotalDocument Total { get; init; }

    /// <summary>The memory cgroup of <c>--cgroup</c>, or of the first process; absent for paths, and if it is unknown.</summary>
    public CgroupDocument? Cgroup { get; init; }

    /// <summary>The reason why the memory cgroup of the first process is unknown.</summary>
    public string? CgroupReason { get; init; }
}

/// <summary>A process.</summary>
internal sealed record ProcessDocument
{
    public required int Pid { get; init; }

    public required string Command { get; init; }

    /// <summary>The reason why files of the process are missing; absent if all files were seen.</summary>
    public string? Reason { get; init; }
}

/// <summary>A file.</summary>
internal sealed record FileDocument
{
    public required string Path { get; init; }

    public required bool Deleted { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Pages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? CachedPages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? DirtyPages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? WriteBackPages { get; init; }

    /// <summary>The pages that the measured processes have mapped and touched; null for paths, because no process is measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? MappedPages { get; init; }

    /// <summary>The source of the figures: cachestat, mincore or unknown.</summary>
    public required string Source { get; init; }

    /// <summary>The reason for unknown cached pages.</summary>
    public string? Reason { get; init; }

    /// <summary>The reason for unknown mapped pages.</summary>
    public string? MappedReason { get; init; }

    public required bool Open { get; init; }

    public required bool Mapped { get; init; }

    public required IReadOnlyCollection<int> Processes { get; init; }

    internal static FileDocument Of(FileEntry file) => new()
    {
        Path = file.Path,
        Deleted = file.IsDeleted,
        Pages = file.Pages,
        CachedPages = file.Residency.CachedPages,
        DirtyPages = file.Residency.DirtyPages,
        WriteBackPages = file.Residency.WriteBackPages,
        MappedPages = file.Processes.Count == 0 ? null : file.MappedPages,
        Source = file.Residency.Source switch
        {
            ResidencySource.CacheStat => "cachestat",
            ResidencySource.MinCore => "mincore",
            _ => "unknown",
        },
        Reason = file.Reason,
        MappedReason = file.Processes.Count == 0 || file.MappedReason == file.Reason ? null : file.MappedReason,
        Open = file.IsOpen,
        Mapped = file.IsMapped,
        Processes = file.Processes,
    };
}

/// <summary>The sums over all files whose figure is known.</summary>
internal sealed record TotalDocument
{
    public required int Files { get; init; }

    /// <summary>The number of files whose cached pages are unknown. The sums do not contain them.</summary>
    public required int UnknownFiles { get; init; }

    public required long Pages { get; init; }

    public required long CachedPages { get; init; }

    public required long DirtyPages { get; init; }

    public required long WriteBackPages { get; init; }

    public required long MappedPages { get; init; }

    internal static TotalDocument Of(IReadOnlyCollection<FileDocument> files) => new()
    {
        Files = files.Count,
        UnknownFiles = files.Count(static file => file.CachedPages is null),
        Pages = files.Where(static file => file.CachedPages is not null).Sum(static file => file.Pages ?? 0),
        CachedPages = files.Sum(static file => file.CachedPages ?? 0),
        DirtyPages = files.Sum(static file => file.DirtyPages ?? 0),
        WriteBackPages = files.Sum(static file => file.WriteBackPages ?? 0),
        MappedPages = files.Sum(static file => file.MappedPages ?? 0),
    };
}

/// <summary>The figures of a memory cgroup: its usage, its limit and its <c>memory.stat</c>. The kernel charges a page to the cgroup that brought it into the cache.</summary>
internal sealed record CgroupDocument
{
    public required string Directory { get; init; }

    /// <summary>The version of the cgroup interface, 1 or 2.</summary>
    public required int Version { get; init; }

    public long? UsageBytes { get; init; }

    /// <summary>The limit; absent if there is none.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>The page cache, including shared memory and tmpfs: <c>file</c> (version 2) or <c>cache</c> (version 1).</summary>
    public long? FileBytes { get; init; }

    public long? SharedMemoryBytes { get; init; }

    public long? ActiveFileBytes { get; init; }

    public long? InactiveFileBytes { get; init; }

    public long? MappedFileBytes { get; init; }

    public long? DirtyFileBytes { get; init; }

    /// <summary>The usage minus <c>inactive_file</c>. The kubelet reports this figure, and evicts pods by it.</summary>
    public long? WorkingSetBytes { get; init; }

    /// <summary>
    /// A lower bound of the cached bytes of files that no process of the cgroup has open or mapped. Absent if a file or a process is
    /// unknown, or if the command measured processes by <c>--pid</c>.
    /// </summary>
    public long? ClosedFileBytes { get; init; }
}

/// <summary>The serializer of the document.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResidentDocument))]
internal sealed partial class ResidentJson : JsonSerializerContext;
