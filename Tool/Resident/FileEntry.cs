using IoPolicy.Measuring;

namespace IoPolicy.Tool.Resident;

/// <summary>A file with its numbers of pages. An unknown number is null.</summary>
internal sealed class FileEntry
{
    private readonly PageSet? _mapped;

    private FileEntry(string path) => Path = path;

    private FileEntry(string path, bool isDeleted, Residency residency)
    {
        Path = path;
        IsDeleted = isDeleted;
        Residency = residency;
        _mapped = residency.FilePages <= MinCore.MaxPages ? new PageSet(residency.FilePages) : null;
    }

    /// <summary>The path. For a file of a process, it is the path in the process's own mount namespace.</summary>
    internal string Path { get; }

    /// <summary>Whether the file has no name any more. Its pages can stay cached while a process has it open or mapped.</summary>
    internal bool IsDeleted { get; }

    internal Residency Residency { get; }

    /// <summary>The reason why the cached pages are unknown; null if they are known.</summary>
    internal string? Reason { get; private init; }

    /// <summary>The reason why the mapped pages are unknown; null if they are known.</summary>
    internal string? MappedReason { get; private set; }

    internal SortedSet<int> Processes { get; } = [];

    internal bool IsOpen { get; set; }

    internal bool IsMapped { get; set; }

    /// <summary>The pages of the file that at least one of the processes has mapped and touched.</summary>
    internal long? MappedPages => MappedReason is null ? _mapped?.Count : null;

    /// <summary>The length in pages; null if the file could not be identified.</summary>
    internal long? Pages => Residency.PageSize > 0 ? Residency.FilePages : null;

    internal static FileEntry Measured(string path, bool isDeleted, Residency residency, string? reason) => new(path, isDeleted, residency) { Reason = reason };

    internal static FileEntry Unmeasured(string path, string reason) => new(path) { Reason = reason, MappedReason = reason };

    /// <summary>Adds the pages of one mapping that a process has touched.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="tables">The page tables of the process.</param>
    internal void AddMapping(FileMapping mapping, PageTables tables)
    {
        IsMapped = true;
        MappedReason ??= _mapped is null ? "the file is too long to count its mapped pages" : tables.Visit(mapping, _mapped.Add);
    }
}
