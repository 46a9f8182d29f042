using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>A directory on a real file system for the demo and the benchmark; gone when they end, however they end.</summary>
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

    /// <summary>Names of the abandoned directories that were found here and removed; their cgroups have the same names.</summary>
    internal IReadOnlyList<string> Swept { get; }

    /// <summary>Makes the directory where the user says, or else in the current directory, or else where temporary files go.</summary>
    /// <param name="wanted">The directory that the user named; null: the first that will do.</param>
    /// <param name="bytes">How much will be written there at most, at any one time.</param>
    /// <exception cref="CommandException">No such directory, no room, or no real file system; one sentence says which.</exception>
    internal static ScratchSpace Create(string? wanted, long bytes)
    {
        string[] candidates = wanted is null ? [Environment.CurrentDirectory, Path.GetTempPath()] : [wanted];
        string? firstReason = null;
        foreach (var parent in candidates)
        {
            var reason = WhyNot(parent, bytes);
            try
            {
                if (reason is null)
                {
                    return new ScratchSpace(Path.Combine(Path.GetFullPath(parent), Prefix + Guid.NewGuid().ToString("N")[..8]), SweepAbandoned(parent));
                }
            }
            catch (Exception refusal) when (refusal is UnauthorizedAccessException or IOException)
            {
                reason = $"{parent}: no files can be made here";
            }

            firstReason ??= reason;
        }

        throw new CommandException($"{firstReason}; name another directory with --directory");
    }

    /// <summary>The path of a file in it.</summary>
    internal string File(string name) => Path.Combine(DirectoryPath, name);

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(DirectoryPath, recursive: true);
    }

    private static string? WhyNot(string directory, long bytes)
    {
        if (!Directory.Exists(directory))
        {
            return $"{directory}: there is no such directory";
        }

        if (BlockDevice.FormatOf(directory) is ("tmpfs" or "ramfs") and var format)
        {
            return $"{directory}: on {format} the page cache is the file, so there is nothing to drop";
        }

        var free = BlockDevice.FreeBytesOf(directory);
        return free < bytes ? $"{directory}: this needs {Formatting.Bytes(bytes)}, and {Formatting.Bytes(free)} are free" : null;
    }

    /// <summary>
    /// One that was killed outright (SIGKILL) could not clean up: the next one does it. Whether its owner lives is
    /// told by its lock and not by a process id, which may be another container's.
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
            catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
            {
                // In use, or somebody else's.
            }
        }

        return swept;
    }

    /// <summary>An exclusive <c>flock</c>, which ends with its process however that ends.</summary>
    private static FileStream OpenLock(string directory, FileMode mode) =>
        new(Path.Combine(directory, LockName), mode, FileAccess.ReadWrite, FileShare.None);
}
