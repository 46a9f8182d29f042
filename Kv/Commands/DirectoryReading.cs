using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Commands;

/// <summary>Reads a directory's headers, with a bar where that takes a while.</summary>
internal static class DirectoryReading
{
    /// <summary>Hands each file on, in the directory's order.</summary>
    /// <exception cref="CommandException">There is no such directory.</exception>
    internal static void Each(string directory, string? forFile, OutputOptions output, Action<ScannedFile> use, CancellationToken cancellation)
    {
        KvFiles.EnsureDirectory(directory, forFile);
        _ = ProgressBars.OfFiles("reading headers", output, () => DirectoryScan.Files(directory).LongCount(), done =>
        {
            foreach (var file in DirectoryScan.Read(directory))
            {
                cancellation.ThrowIfCancellationRequested();
                use(file);
                done(1);
            }

            return true;
        });
    }

    /// <summary>Verifies a file, or the files of a directory; a path that is neither is an error of that file.</summary>
    internal static IReadOnlyList<KvcVerification> Verify(string path, KvcVerifyOptions options, OutputOptions output, CancellationToken cancellation) =>
        ProgressBars.OfFiles("verifying", output, () => Directory.Exists(path) ? DirectoryScan.Files(path).LongCount() : 1, done =>
        {
            var all = new List<KvcVerification>();
            foreach (var verification in Directory.Exists(path) ? KvcVerifier.VerifyDirectory(path, options) : [KvcVerifier.Verify(path, options)])
            {
                cancellation.ThrowIfCancellationRequested();
                all.Add(verification);
                done(1);
            }

            return all;
        });
}
