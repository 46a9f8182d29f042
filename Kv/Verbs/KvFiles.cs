using Kv.Output;
using KvCache.Interop;

namespace Kv.Verbs;

/// <summary>The files that a verb's paths stand for.</summary>
internal static class KvFiles
{
    /// <exception cref="KvException">There is no such folder.</exception>
    internal static void EnsureFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new KvException($"{path}: there is no such folder");
        }
    }

    /// <exception cref="KvException">There is no such file, or it is a folder, a pipe or a device.</exception>
    internal static void EnsureFile(string path)
    {
        if (!SafeFiles.IsRegular(path))
        {
            throw new KvException(File.Exists(path) || Directory.Exists(path)
                ? $"{path}: expected a file, found {(Directory.Exists(path) ? "a folder" : "a pipe or a device")}"
                : $"{path}: there is no such file");
        }
    }

    /// <exception cref="KvException">One of them is neither a file nor a folder.</exception>
    internal static void EnsureThere(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            throw new KvException($"{missing}: there is no such file or folder");
        }
    }

    /// <summary>Each file itself, and of each folder its <c>*.kv</c> files in the order of their names.</summary>
    /// <exception cref="KvException">There is no such file or folder.</exception>
    internal static IEnumerable<string> Under(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                EnsureFile(path);
                yield return path;
                continue;
            }

            EnsureThere([path]);
            var files = Directory.GetFiles(path, "*.kv").Where(SafeFiles.IsRegular).ToArray();
            Array.Sort(files, StringComparer.Ordinal);
            foreach (var file in files)
            {
                yield return file;
            }
        }
    }
}
