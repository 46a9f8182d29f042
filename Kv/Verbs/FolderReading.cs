using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary>Reads a folder's headers, with a bar where that takes a while.</summary>
internal static class FolderReading
{
    /// <summary>Hands each file on, in the folder's order.</summary>
    /// <exception cref="KvException">There is no such folder.</exception>
    internal static void Each(string folder, string? forFile, Manner manner, Action<ScannedFile> use, CancellationToken cancellation)
    {
        KvFiles.EnsureDirectory(folder, forFile);
        _ = ProgressBars.OfFiles("reading headers", manner, () => FolderScan.Files(folder).LongCount(), done =>
        {
            foreach (var file in FolderScan.Read(folder))
            {
                cancellation.ThrowIfCancellationRequested();
                use(file);
                done(1);
            }

            return true;
        });
    }

    /// <summary>Verifies a file, or the files of a folder; a path that is neither is an error of that file.</summary>
    internal static IReadOnlyList<KvcVerification> Verify(string path, KvcVerifyOptions options, Manner manner, CancellationToken cancellation) =>
        ProgressBars.OfFiles("verifying", manner, () => Directory.Exists(path) ? FolderScan.Files(path).LongCount() : 1, done =>
        {
            var all = new List<KvcVerification>();
            foreach (var verification in Directory.Exists(path) ? KvcVerifier.VerifyFolder(path, options) : [KvcVerifier.Verify(path, options)])
            {
                cancellation.ThrowIfCancellationRequested();
                all.Add(verification);
                done(1);
            }

            return all;
        });
}
