using IoPolicy.CommandLine;
using KvCache.Interop;

namespace Kv.Commands;

/// <summary>The files that a command's paths stand for.</summary>
internal static class KvFiles
{
    private enum PathKind
    {
        Nothing,
        File,
        Directory,
        Other,
    }

    /// <param name="path">The path.</param>
    /// <param name="forFile">Which command to use for a file; null: there is none.</param>
    /// <exception cref="CommandException">There is no such directory, or it may not be looked at.</exception>
    internal static void EnsureDirectory(string path, string? forFile = null)
    {
        switch (KindOf(path))
        {
            case PathKind.Directory:
                return;
            case PathKind.Nothing:
                throw new CommandException($"{path}: there is no such directory");
            default:
                throw new CommandException($"{path}: expected a directory, found a file{(forFile is null ? "" : $"; kv {forFile} takes a file")}");
        }
    }

    /// <param name="path">The path.</param>
    /// <param name="forDirectory">Which command to use for a directory; null: there is none.</param>
    /// <exception cref="CommandException">There is no such file, it may not be looked at, or it is a directory, a pipe or a device.</exception>
    internal static void EnsureFile(string path, string? forDirectory = null)
    {
        switch (KindOf(path))
        {
            case PathKind.File:
                return;
            case PathKind.Nothing:
                throw new CommandException($"{path}: there is no such file");
            case PathKind.Directory:
                throw new CommandException($"{path}: expected a file, found a directory{(forDirectory is null ? "" : $"; kv {forDirectory} takes a directory")}");
            default:
                throw new CommandException($"{path}: expected a file, found a pipe or a device");
        }
    }

    /// <exception cref="CommandException">One of them is neither a file nor a directory, or may not be looked at.</exception>
    internal static void EnsureThere(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => KindOf(path) == PathKind.Nothing) is { } missing)
        {
            throw new CommandException($"{missing}: there is no such file or directory");
        }
    }

    /// <summary>Each file itself, and of each directory its <c>*.kv</c> files in the order of their names.</summary>
    /// <exception cref="CommandException">There is no such file or directory, or it may not be looked at.</exception>
    internal static IEnumerable<CandidateFile> Under(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            EnsureThere([path]);
            if (KindOf(path) != PathKind.Directory)
            {
                EnsureFile(path);
                yield return new CandidateFile(path, IsListed: false);
                continue;
            }

            var files = Directory.GetFiles(path, "*.kv");
            Array.Sort(files, StringComparer.Ordinal);
            foreach (var file in files)
            {
                yield return new CandidateFile(file, IsListed: true);
            }
        }
    }

    private static PathKind KindOf(string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.Directory) ? PathKind.Directory
                : SafeFiles.IsRegular(path) ? PathKind.File
                : PathKind.Other;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return PathKind.Nothing;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }
}
