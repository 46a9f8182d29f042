using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Resident;

/// <summary>Formats the document for people.</summary>
internal static class ResidentTable
{
    private const int LabelWidth = 24;

    private static readonly TextColumn<FileDocument> PathColumn = new("file", 0, file => file.Deleted ? file.Path + " (deleted)" : file.Path);

    /// <summary>Formats the lines of the table. The paths are in the last column, because they may have any length.</summary>
    internal static IEnumerable<string> Lines(ResidentDocument document)
    {
        var table = new TextTable<FileDocument>(
        [
            Column("cached", file => file.CachedPages),
            new("share", 7, file => file is { CachedPages: { } part, Pages: { } whole } ? Formatting.Share(part, whole) : "unknown", isNumber: true),
            Column("dirty", file => file.DirtyPages),
            Column("write-back", file => file.WriteBackPages),
            .. document.Processes.Count > 0 ? (TextColumn<FileDocument>[])[Column("mapped", file => file.MappedPages)] : [],
            Column("size", file => file.Pages),
            PathColumn,
        ]);
        TextColumn<FileDocument> Column(string title, Func<FileDocument, long?> pages) =>
            new(title, 10, file => pages(file) is { } known ? Formatting.Bytes(known * document.PageBytes) : "unknown", isNumber: true);

        yield return table.Head;
        foreach (var file in document.Files)
        {
            yield return table.Line(file);
        }

        var total = document.Total;
        string Bytes(long pages) => Formatting.Bytes(pages * document.PageBytes);
        yield return $"{Formatting.Count(total.Files - total.UnknownFiles, "measured file")}: {Bytes(total.CachedPages)} cached of {Bytes(total.Pages)}, {Bytes(total.DirtyPages)} dirty, {Bytes(total.WriteBackPages)} in write-back"
            + (document.Processes.Count > 0 ? $", {Bytes(total.MappedPages)} mapped" : "")
            + (document.Files.Count < total.Files ? $"; the first {Formatting.Count(document.Files.Count)} of {Formatting.Count(total.Files)} shown" : "");
        foreach (var line in Unknown(document).Concat(CgroupLines(document)))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Unknown(ResidentDocument document)
    {
        foreach (var group in document.Files.Where(static file => file.Reason is not null).GroupBy(static file => file.Reason!, StringComparer.Ordinal))
        {
            yield return $"unknown: {Formatting.Count(group.Count(), "file")}: {group.Key}";
        }

        foreach (var group in document.Files.Where(static file => file.MappedReason is not null).GroupBy(static file => file.MappedReason!, StringComparer.Ordinal))
        {
            yield return $"unknown: the mapped pages of {Formatting.Count(group.Count(), "file")}: {group.Key}";
        }

        foreach (var process in document.Processes.Where(static process => process.Reason is not null))
        {
            yield return $"unknown: process {process.Pid} ({process.Command}): {process.Reason}";
        }

        if (document.HiddenProcesses is not { } hidden)
        {
            yield return "unknown: the cgroup's processes of other PID namespaces, which version 1 of the interface does not list";
        }
        else if (hidden > 0)
        {
            yield return $"unknown: {Formatting.Count(hidden)} of the cgroup's processes belong to another PID namespace";
        }
    }

    private static IEnumerable<string> CgroupLines(ResidentDocument document)
    {
        if (document.CgroupReason is { } reason)
        {
            yield return $"unknown: the cgroup: {reason}";
        }

        if (document.Cgroup is not { } group)
        {
            yield break;
        }

        yield return $"cgroup {group.Directory} (version {group.Version}), with all that is charged to it:";
        yield return Line("usage", group.UsageBytes, group.LimitBytes is { } limit ? $"of {Formatting.Bytes(limit)}" : "no limit");
        yield return Line("file", group.FileBytes, "page cache, with shared memory and tmpfs");
        yield return Line("active_file", group.ActiveFileBytes, "part of the working set");
        yield return Line("inactive_file", group.InactiveFileBytes, "not part of the working set");
        yield return Line("mapped file", group.MappedFileBytes, null);
        yield return Line("dirty file", group.DirtyFileBytes, null);
        yield return Line("working set", group.WorkingSetBytes, "usage without inactive_file, as the kubelet reports it");

        if (group.ClosedFileBytes is { } closed)
        {
            yield return Line("of closed files", closed, "at least: pages of files that none of these processes has open or mapped");
        }
    }

    private static string Line(string label, long? bytes, string? remark) =>
        $"  {label.PadRight(LabelWidth)}{(bytes is { } known ? Formatting.Bytes(known) : "unknown"),12}{(remark is null ? "" : "  " + remark)}";
}
