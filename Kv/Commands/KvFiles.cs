using IoPolicy.CommandLine;
using KvCache.Interop;

namespace Kv.Commands;

/// <summary>Checks the paths of a command and finds their files.</summary>
internal static class KvFiles
{
    private enum PathKind
    {
        Nothing,
        File,
        Directory,
        Other,
    }

    /// <summary>Checks that a path is a directory.</summary>
    /// <param name="path">The path.</param>
    /// <param name="fileCommand">The command that takes a file, for the message; null if there is none.</param>
    /// <exception cref="CommandException">The path is not a directory, or is not accessible.</exception>
    internal static void EnsureDirectory(string path, string? fileCommand = null)
    {
        switch (KindOf(path))
        {
            case PathKind.Directory:
                return;
            case PathKind.Nothing:
                throw new CommandException($"{path}: no such directory");
            default:
                throw new CommandException($"{path}: expected a directory, found a file{(fileCommand is null ? "" : $"; kv {fileCommand} takes a file")}");
        }
    }

    /// <summary>Checks that a path is a regular file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="directoryCommand">The command that takes a directory, for the message; null if there is none.</param>
    /// <exception cref="CommandException">The path is not a regular file, or is not accessible.</exception>
    internal static void EnsureFile(string path, string? directoryCommand = null)
    {
        switch (KindOf(path))
        {
            case PathKind.File:
                return;
            case PathKind.Nothing:
                throw new CommandException($"{path}: no such file");
            case PathKind.Directory:
                throw new CommandException($"{path}: expected a file, found a directory{(directoryCommand is null ? "" : $"; kv {directoryCommand} takes a directory")}");
            default:
                throw new CommandException($"{path}: expected a file, found a pipe or a device");
        }
    }

    /// <summary>Checks that all paths exist.</summary>
    /// <exception cref="CommandException">A path does not exist, or is not accessible.</exception>
    internal static void EnsureExist(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => KindOf(path) == PathKind.Nothing) is { } missing)
        {
            throw new CommandException($"{missing}: no such file or directory");
        }
    }

    /// <summary>Lists the given files, and the <c>*.kv</c> files of the given directories in the order of their names.</summary>
    /// <exception cref="CommandException">A file or directory does not exist, or is not accessible.</exception>
    internal static IEnumerable<CandidateFile> ListFiles(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            EnsureExist([path]);
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
                : SafeFiles.IsRegular(path, out var errno) ? PathKind.File
                : errno == 0 ? PathKind.Other
                : Errno.MeansMissing(errno) ? PathKind.Nothing
                : throw new CommandException($"{path}: {Errno.Describe(errno)}");
        }
        catch (IOException failure) when (Errno.IsShortage(failure))
        {
            throw new CommandException($"{path}: {Errno.Describe(failure.HResult)}", failure);
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
