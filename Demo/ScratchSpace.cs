using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>A temporary directory on a real file system for the demo and the benchmark. Dispose deletes it.</summary>
internal sealed class ScratchSpace : IDisposable
{
    private const string Prefix = "kv-demo-";

    private const string LockName = "in-use";

    private readonly FileStream _lock;

    private ScratchSpace(string directory, IReadOnlyList<string> swept)
    {
        Swept = swept;
        DirectoryPath = Directory.CreateDirectory(directory).FullName;
        _lock = OpenLock(DirectoryPath, FileMode.CreateNew);
    }

    internal string DirectoryPath { get; }

    /// <summary>The names of the directories that killed processes left and <see cref="Create"/> removed. The cgroups of these processes have the same names.</summary>
    internal IReadOnlyList<string> Swept { get; }

    /// <summary>Creates the directory.</summary>
    /// <param name="wanted">The parent that the user chose; null: the current or the temporary directory, whichever is usable first.</param>
    /// <param name="bytes">The highest number of bytes that the command will use there at a time.</param>
    /// <exception cref="CommandException">The parent does not exist, has too little space, or is in memory. The message names the reason.</exception>
    internal static ScratchSpace Create(string? wanted, long bytes)
    {
        string[] candidates = wanted is null ? [Environment.CurrentDirectory, Path.GetTempPath()] : [wanted];
        string? firstReason = null;
        foreach (var parent in candidates)
        {
            var reason = UnusableReason(parent, bytes);
            try
            {
                if (reason is null)
                {
                    return new ScratchSpace(Path.Combine(Path.GetFullPath(parent), Prefix + Guid.NewGuid().ToString("N")[..8]), SweepAbandoned(parent));
                }
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
            {
                reason = $"{parent}: no files can be created here";
            }

            firstReason ??= reason;
        }

        throw new CommandException($"{firstReason}; name another directory with --directory");
    }

    /// <summary>Gets the path of a file in the directory.</summary>
    internal string File(string name) => Path.Combine(DirectoryPath, name);

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(DirectoryPath, recursive: true);
    }

    /// <summary>Gets the reason why a directory cannot have the files; null if it can.</summary>
    private static string? UnusableReason(string directory, long bytes)
    {
        if (!Directory.Exists(directory))
        {
            return $"{directory}: no such directory";
        }

        if (FileSystemFacts.FormatOf(directory) is ("tmpfs" or "ramfs") and var format)
        {
            return $"{directory}: a file on {format} exists only in the page cache, so no page can be dropped";
        }

        var free = FileSystemFacts.FreeBytesOf(directory);
        return free < bytes ? $"{directory}: this needs {Formatting.Bytes(bytes)}, and {Formatting.Bytes(free)} are free" : null;
    }

    /// <summary>
    /// Removes the directories of killed processes (SIGKILL), which could not clean up. A free lock shows that the owner has
    /// ended. A process id would not show that, because the owner may run in another PID namespace.
    /// </summary>
    private static List<string> SweepAbandoned(string parent)
    {
        var swept = new List<string>();
        foreach (var directory in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                using (OpenLock(directory, FileMode.Open))
                {
                    Directory.Delete(directory, recursive: true);
                    swept.Add(Path.GetFileName(directory));
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // The directory is in use, or belongs to another user.
            }
        }

        return swept;
    }

    /// <summary>Acquires an exclusive <c>flock</c>, which the kernel releases when the process ends.</summary>
    private static FileStream OpenLock(string directory, FileMode mode) =>
        new(Path.Combine(directory, LockName), mode, FileAccess.ReadWrite, FileShare.None);
}
