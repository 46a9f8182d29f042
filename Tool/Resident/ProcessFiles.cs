using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Resident;

/// <summary>Finds the open and mapped files of a process in <c>/proc</c> (proc(5)).</summary>
internal static class ProcessFiles
{
    /// <summary>Adds the files of a process to the table.</summary>
    /// <returns>The process, with the reasons for the parts that are unknown.</returns>
    internal static ProcessEntry Read(int process, FileTable table, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        Try("open files", () => AddOpen(process, table, cancellation));
        Try("mappings", () => AddMapped(process, table, cancellation));
        return new ProcessEntry(process, CommandOf(process), reasons.Count == 0 ? null : string.Join("; ", reasons));

        void Try(string part, Action read)
        {
            try
            {
                read();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                reasons.Add($"its {part} cannot be read: {(failure is DirectoryNotFoundException or FileNotFoundException ? "the process ended" : FailureSentence.ReasonOf(failure))}");
            }
        }
    }

    private static void AddOpen(int process, FileTable table, CancellationToken cancellation)
    {
        foreach (var descriptor in Directory.EnumerateFileSystemEntries($"/proc/{process}/fd"))
        {
            cancellation.ThrowIfCancellationRequested();

            // Pipes, sockets and anonymous inodes have targets such as pipe:[4026].
            if (LinkOf(descriptor) is ['/', ..] target && table.Add(descriptor, target) is { } file)
            {
                file.IsOpen = true;
                file.Processes.Add(process);
            }
        }
    }

    private static void AddMapped(int process, FileTable table, CancellationToken cancellation)
    {
        using var tables = new PageTables(process);
        foreach (var mappings in File.ReadLines($"/proc/{process}/maps").Select(FileMapping.Parse).OfType<FileMapping>().GroupBy(mapping => (mapping.Device, mapping.Inode)))
        {
            cancellation.ThrowIfCancellationRequested();
            var first = mappings.First();

            // A link in map_files leads to the mapped file itself, even if the file is deleted. Opening the link needs a capability.
            var exact = $"/proc/{process}/map_files/{RangeName(first.Range)}";
            var file = LinkOf(exact) is not null && CanOpenMapFiles ? table.Add(exact, first.Path) : table.Add($"/proc/{process}/root{first.Path}", first.Path, first.Inode);
            if (file is null)
            {
                continue;
            }

            file.Processes.Add(process);
            foreach (var mapping in mappings)
            {
                file.AddMapping(mapping, tables);
            }
        }
    }

    /// <summary>Whether this process may open the links in <c>map_files</c>: CAP_SYS_ADMIN (21) or CAP_CHECKPOINT_RESTORE (40).</summary>
    private static bool CanOpenMapFiles { get; } = Capabilities.Has(21) || Capabilities.Has(40);

    /// <summary>The kernel writes the addresses of <c>maps</c> with at least eight digits, and those of <c>map_files</c> without leading zeros.</summary>
    private static string RangeName(string range) => string.Join('-', range.Split('-').Select(static address => address.TrimStart('0') is { Length: > 0 } digits ? digits : "0"));

    private static string? LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // Closed or unmapped meanwhile, or no permission.
        }
    }

    private static string CommandOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/comm").TrimEnd('\n');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }
}

/// <summary>A measured process.</summary>
/// <param name="Id">The process id in the PID namespace of this program.</param>
/// <param name="Command">The name of its program, cut to 15 bytes by the kernel.</param>
/// <param name="Reason">The reason for unknown files; null if all files were seen.</param>
internal sealed record ProcessEntry(int Id, string Command, string? Reason);
