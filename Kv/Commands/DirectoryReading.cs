using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Commands;

/// <summary>Reads the files of a directory, with a progress bar.</summary>
internal static class DirectoryReading
{
    /// <summary>Reads the header of each file in the order of the directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="fileCommand">The command that takes a file, for the message; null if there is none.</param>
    /// <param name="output">The output options; a quiet command shows no bar.</param>
    /// <param name="use">Receives each file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="CommandException">The directory does not exist.</exception>
    internal static void ReadHeaders(string directory, string? fileCommand, OutputOptions output, Action<ScannedFile> use, CancellationToken cancellation)
    {
        KvFiles.EnsureDirectory(directory, fileCommand);
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

    /// <summary>Verifies a file or the files of a directory. Reports any other path as a faulty file.</summary>
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
