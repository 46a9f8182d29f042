using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Opens the regular files of a directory and its subdirectories for advice. Skips a file or directory that does not open.</summary>
/// <remarks>
/// Each entry is first opened with <c>O_PATH</c>, which has no effect on a pipe or a device, and does not follow a symbolic link. The
/// directory itself can be a link.
/// </remarks>
/// <param name="path">The path of the directory.</param>
/// <param name="since">The file time from which on a file counts as changed; 0 if each file counts.</param>
internal sealed class DirectoryFiles(string path, long since)
{
    /// <summary>The most files that one call opens.</summary>
    internal const int MostFiles = 10_000;

    /// <summary>The most entries that one call looks at.</summary>
    internal const int MostEntries = 100_000;

    private readonly Queue<string> _directories = new([path]);
    private int _files;
    private int _entries;

    /// <summary>Whether there were more files or entries.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>Opens the files one after another. The caller closes each.</summary>
    internal IEnumerable<SafeFileHandle> Open()
    {
        while (!IsCut && _directories.TryDequeue(out var directory))
        {
            var error = DirectoryCalls.OpenDirectory(directory, followsLink: directory == path, out var handle);
            using (handle)
            {
                foreach (var name in error == 0 ? NamesIn(directory) : [])
                {
                    if (OpenWanted(handle, directory, name) is { } file)
                    {
                        yield return file;
                    }

                    if (IsCut)
                    {
                        break;
                    }
                }
            }
        }
    }

    /// <summary>Opens a file that counts, and remembers a subdirectory. Null for other entries.</summary>
    private SafeFileHandle? OpenWanted(SafeFileHandle directory, string path, string name)
    {
        if (++_entries > MostEntries)
        {
            IsCut = true;
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

            if (!status.IsRegular || status.Changed < since)
            {
                return null;
            }

            if (_files == MostFiles)
            {
                IsCut = true;
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

    /// <summary>Another process can remove the directory during the walk.</summary>
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
