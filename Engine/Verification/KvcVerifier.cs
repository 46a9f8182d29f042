using KvCache.Interop;

namespace KvCache;

/// <summary>
/// Finds out what is wrong with a file, and at which byte; also what a load does not look at. All members are safe for
/// all threads.
/// </summary>
public static class KvcVerifier
{
    /// <summary>Verifies one file. Does not throw for what the file is or says, nor if it may not be opened or read.</summary>
    /// <param name="path">The file; a link is not followed.</param>
    /// <param name="options">How far to go.</param>
    /// <returns>What was found; a part that cannot be read is an error too, and so is a missing file.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">Descriptors or memory are short, which says nothing about the file.</exception>
    public static KvcVerification Verify(string path, KvcVerifyOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream file;
        try
        {
            file = SafeFiles.Open(path, write: false);
        }
        catch (KvcFormatException error)
        {
            return new KvcVerification(path, null, null, [new KvcFinding(KvcSeverity.Error, error.Fault)]);
        }

        using (file)
        {
            return Verify(file, path, options);
        }
    }

    /// <summary>
    /// Verifies an open file. A later read of the same stream reads the verified file, even if another file or a link has
    /// taken its name meanwhile.
    /// </summary>
    /// <param name="file">The file, from <see cref="KvcReader.Open"/>, at any position; it stays open, at any position.</param>
    /// <param name="path">The file's path. Its name is the key that the text must have.</param>
    /// <param name="options">How far to go.</param>
    /// <returns>What was found; a part that cannot be read is an error too.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">Memory is short, which says nothing about the file.</exception>
    public static KvcVerification Verify(FileStream file, string path, KvcVerifyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var check = new FileCheck(path, options ?? new KvcVerifyOptions());
        try
        {
            check.Run(file);
        }
        catch (KvcFormatException error)
        {
            check.Add(KvcSeverity.Error, error.Fault);
        }
        catch (IOException error) when (!Errno.IsShortage(error))
        {
            check.Add(KvcSeverity.Error, SafeFiles.FaultOf(error, file.Position));
        }

        return check.Result;
    }

    /// <summary>
    /// Verifies a directory: each cache file, two names of one hash, the system prompt of ds4's agent, and temporaries; also
    /// those that are being written.
    /// Other names are none of the directory's, and are passed over. So are files that are removed meanwhile.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How far to go.</param>
    /// <returns>What was found, file by file, as it is asked for.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static IEnumerable<KvcVerification> VerifyDirectory(string directory, KvcVerifyOptions? options = null)
    {
        // Not in the iterator, which would throw when the first file is asked for.
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return VerifyFiles(directory, options);
    }

    private static IEnumerable<KvcVerification> VerifyFiles(string directory, KvcVerifyOptions? options)
    {
        var seen = new Dictionary<KvcKey, string>();
        foreach (var (path, key) in DirectoryScan.Files(directory))
        {
            var verification = Verify(path, options);
            if (verification.IsMissing)
            {
                continue;
            }

            yield return seen.TryAdd(key, path) ? verification : WithTwin(verification, seen[key]);
        }

        if (Verify(CacheFileName.SystemPrompt.PathIn(directory), options) is { IsMissing: false } prompt)
        {
            yield return prompt;
        }

        foreach (var temporary in TemporaryFiles.In(directory))
        {
            yield return new KvcVerification(temporary, null, null, [new KvcFinding(KvcSeverity.Note, new KvcFault(
                KvcFaultKind.File, 0, "no temporary", "one that is being written, or was left when its writer died"))]);
        }
    }

    private static KvcVerification WithTwin(KvcVerification verification, string other) => verification with
    {
        Findings =
        [
            new KvcFinding(KvcSeverity.Warning, new KvcFault(KvcFaultKind.File, 0, "one name for a hash", $"another spelling of it, {Path.GetFileName(other)}")),
            .. verification.Findings,
        ],
    };
}
