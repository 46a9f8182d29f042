using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Opens the regular files of a directory and its subdirectories for advice. Skips a file or directory that does not open.</summary>
/// <remarks>
/// Each entry is first opened with <c>O_PATH</c> and without following a symbolic link. Such an open has no effect on a pipe or a device.
/// The directory itself can be a link.
/// </remarks>
/// <param name="path">The path of the directory.</param>
/// <param name="changedSince">A file with an earlier change time is skipped. With 0, no file is skipped.</param>
internal sealed class DirectoryFiles(string path, long changedSince)
{
    /// <summary>The most files that one call opens.</summary>
    internal const int MaxFiles = 10_000;

    /// <summary>The most directory entries that one call examines.</summary>
    internal const int MaxEntries = 100_000;

    private readonly Queue<string> _directories = new([path]);
    private int _files;
    private int _entries;

    /// <summary>Whether the directory has more files or entries than the limits, so that the walk stopped early.</summary>
    internal bool ReachedLimit { get; private set; }

    /// <summary>Opens the files one after another. The caller closes each file.</summary>
    internal IEnumerable<SafeFileHandle> Open()
    {
        while (!ReachedLimit && _directories.TryDequeue(out var directory))
        {
            var error = DirectoryCalls.OpenDirectory(directory, followsLink: directory == path, out var handle);
            using (handle)
            {
                foreach (var name in error == 0 ? NamesIn(directory) : [])
                {
                    if (OpenIfChanged(handle, directory, name) is { } file)
                    {
                        yield return file;
                    }

                    if (ReachedLimit)
                    {
                        break;
                    }
                }
            }
        }
    }

    /// <summary>
    /// Opens an entry that is a regular file with a change time from <c>changedSince</c> on. Adds a subdirectory to the walk. Returns null
    /// for all other entries.
    /// </summary>
    private SafeFileHandle? OpenIfChanged(SafeFileHandle directory, string path, string name)
    {
        if (++_entries > MaxEntries)
        {
            ReachedLimit = true;
            return null;
        }

        if (DirectoryCalls.OpenPath(directory, name, out var entry) != 0)
        {
            entry.Dispose();
            return null;
        }

        using (entry)
        {
            if (Kernel.Status(entry, out var status, StatX.Type | StatX.ChangeTime) != 0)
            {
                return null;
            }

            if (status.IsDirectory)
            {
                _directories.Enqueue(Path.Join(path, name));
                return null;
            }

            if (!status.IsRegular || status.Changed < changedSince)
            {
                return null;
            }

            if (_files == MaxFiles)
            {
                ReachedLimit = true;
                return null;
            }

            _files++;
            return Kernel.Reopen(entry);
        }
    }

    private static IEnumerable<string> NamesIn(string directory)
    {
        using var names = Enumerate(directory);
        while (MoveNext(names))
        {
            yield return names!.Current;
        }
    }

    private static IEnumerator<string>? Enumerate(string directory)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(directory, "*", new EnumerationOptions { AttributesToSkip = 0 })
                .Select(static entry => Path.GetFileName(entry))
                .GetEnumerator();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Moves to the next entry. Returns false at the end, and if the directory cannot be read: another process can remove it.</summary>
    private static bool MoveNext(IEnumerator<string>? names)
    {
        try
        {
            return names?.MoveNext() ?? false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
