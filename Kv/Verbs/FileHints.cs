using Kv.Output;
using Microsoft.Win32.SafeHandles;

namespace Kv.Verbs;

/// <summary>Gives a hint for each of many files, and tells which of them the kernel did not take.</summary>
internal static class FileHints
{
    /// <summary>A hint for an open file: what is told of it, and why it was not taken.</summary>
    internal delegate (T Told, string? Refusal) Hint<T>(string path, SafeFileHandle file);

    /// <param name="title">What is done, for the bar.</param>
    /// <param name="refused">What did not happen where the hint was not taken.</param>
    /// <param name="paths">Files, and folders of *.kv files; all of them are looked for before the first hint.</param>
    /// <param name="manner">Whether there is a bar.</param>
    /// <param name="hint">Gives it.</param>
    /// <param name="cancellation">Ends it between two files.</param>
    /// <exception cref="KvException">There is no such file or folder: no hint was given.</exception>
    internal static (IReadOnlyList<T> Files, int ExitCode) Give<T>(
        string title, string refused, string[] paths, Manner manner, Hint<T> hint, CancellationToken cancellation)
    {
        string[] files = [.. KvFiles.Under(paths)];
        var code = ExitCode.Success;
        var told = ProgressBars.OfFiles(title, manner, () => files.Length, done =>
        {
            var all = new List<T>(files.Length);
            foreach (var path in files)
            {
                cancellation.ThrowIfCancellationRequested();
                using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                var (one, refusal) = hint(path, file);
                all.Add(one);
                if (refusal is not null)
                {
                    Console.Error.WriteLine($"kv: {path}: {refused}: {refusal}");
                    code = ExitCode.Failure;
                }

                done(1);
            }

            return all;
        });
        return (told, code);
    }
}
