using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Resident;

/// <summary>The processes, the cgroup or the paths that the user named, and how to list their files.</summary>
/// <param name="ProcessIds">The processes.</param>
/// <param name="Cgroup">The cgroup whose processes are measured; null: none.</param>
/// <param name="Paths">Files and directories.</param>
/// <param name="Sort">The order of the files.</param>
/// <param name="Top">The maximum number of files in the document; null: all.</param>
internal sealed record ResidentQuery(IReadOnlyList<int> ProcessIds, string? Cgroup, IReadOnlyList<string> Paths, FileOrder Sort, int? Top)
{
    /// <summary>Measures all files once.</summary>
    /// <exception cref="CommandException">A process or the cgroup does not exist, a path cannot be measured, or no file of the only process can be read.</exception>
    internal ResidentDocument Measure(CancellationToken cancellation)
    {
        var table = new FileTable();
        var group = Cgroup is null ? null : MemoryCgroup.Find(Cgroup);
        var ids = group?.Processes() ?? ProcessIds;
        var processes = new List<ProcessEntry>();
        foreach (var id in ids.Where(static id => id != 0))
        {
            if (group is null && !Directory.Exists($"/proc/{id}"))
            {
                throw new CommandException($"there is no process {id}");
            }

            processes.Add(ProcessFiles.Read(id, table, cancellation));
        }

        foreach (var path in Paths)
        {
            AddPath(path, table, cancellation);
        }

        if (processes is [{ Reason: { } reason } only] && !table.Files.Any())
        {
            throw new CommandException($"process {only.Id} ({only.Command}): {reason}");
        }

        var cgroupReason = (string?)null;
        if (group is null && ids is [var first, ..])
        {
            (group, cgroupReason) = MemoryCgroup.Of(first);
        }

        FileDocument[] files = [.. table.Files.Select(FileDocument.Of)];
        var total = TotalDocument.Of(files);
        var figures = group?.Read();

        // Version 2 lists a process of another PID namespace as 0. Version 1 omits it, so the number of these processes is unknown.
        int? hidden = Cgroup is not null && group!.OmitsOtherPidNamespaces ? null : ids.Count(static id => id == 0);
        var allKnown = Cgroup is not null && total.UnknownFiles == 0 && hidden == 0 && processes.TrueForAll(static process => process.Reason is null);
        return new ResidentDocument
        {
            PageBytes = Environment.SystemPageSize,
            Processes = [.. processes.Select(static process => new ProcessDocument { Pid = process.Id, Command = process.Command, Reason = process.Reason })],
            HiddenProcesses = hidden,
            Files = [.. Sorted(files).Take(Top ?? int.MaxValue)],
            Total = total,
            Cgroup = allKnown ? figures! with { ClosedFileBytes = ClosedFileBytes(figures, total.CachedPages) } : figures,
            CgroupReason = cgroupReason,
        };
    }

    /// <summary>
    /// Returns a lower bound of the cached bytes of files that no process has open or mapped: the cached bytes of the cgroup without its shared
    /// memory and without the measured pages; null if the cgroup has no such figure.
    /// </summary>
    private static long? ClosedFileBytes(CgroupDocument figures, long measuredPages) =>
        figures.FileBytes is { } bytes ? Math.Max(0, bytes - (figures.SharedMemoryBytes ?? 0) - (measuredPages * Environment.SystemPageSize)) : null;

    private static void AddPath(string path, FileTable table, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            if (table.Add(path, path) is not { } file)
            {
                throw new CommandException($"{path}: expected a file or a directory, found a pipe, a socket or a device");
            }

            if (file.Pages is null)
            {
                throw new CommandException($"{path}: {file.Reason}");
            }

            return;
        }

        var directories = new Stack<string>([path]);
        while (directories.TryPop(out var directory))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
                {
                    if (entry.LinkTarget is not null)
                    {
                        continue;
                    }

                    if (entry is DirectoryInfo)
                    {
                        directories.Push(Path.Combine(directory, entry.Name));
                    }
                    else
                    {
                        _ = table.Add(Path.Combine(directory, entry.Name), Path.Combine(directory, entry.Name));
                    }
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _ = table.AddUnidentified(directory, FailureSentence.ReasonOf(failure));
            }
        }
    }

    /// <summary>Sorts by the chosen figure, the largest first and unknown ones last. Files with equal figures are in the order of their paths.</summary>
    private IEnumerable<FileDocument> Sorted(IEnumerable<FileDocument> files) => (Sort switch
    {
        FileOrder.Dirty => files.OrderByDescending(static file => file.DirtyPages ?? -1),
        FileOrder.Mapped => files.OrderByDescending(static file => file.MappedPages ?? -1),
        FileOrder.Size => files.OrderByDescending(static file => file.Pages ?? -1),
        FileOrder.Path => files.OrderBy(static _ => 0),
        _ => files.OrderByDescending(static file => file.CachedPages ?? -1),
    }).ThenBy(static file => file.Path, StringComparer.Ordinal);
}

/// <summary>The order of the files.</summary>
internal enum FileOrder
{
    /// <summary>The file with the most cached pages first.</summary>
    Cached,

    /// <summary>The file with the most dirty pages first.</summary>
    Dirty,

    /// <summary>The file with the most mapped pages first.</summary>
    Mapped,

    /// <summary>The longest file first.</summary>
    Size,

    /// <summary>By path.</summary>
    Path,
}
