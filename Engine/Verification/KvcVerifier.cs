using KvCache.Interop;

namespace KvCache;

/// <summary>
/// Finds the faults of a file and their offsets, including faults that a load does not look for. All members are safe for all
/// threads.
/// </summary>
public static class KvcVerifier
{
    /// <summary>Verifies one file. Throws nothing for a file that is faulty, that the process may not open, or that the disk cannot read.</summary>
    /// <param name="path">The file; a link is not followed.</param>
    /// <param name="options">The extent of the verification.</param>
    /// <returns>The findings. A part that cannot be read is an error too, and so is a missing file.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
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
    /// <param name="file">
    /// The file, from <see cref="KvcReader.Open"/>, at any position. It stays open, and its position is unspecified afterwards.
    /// </param>
    /// <param name="path">The file's path. Its name is the key that the text must have.</param>
    /// <param name="options">The extent of the verification.</param>
    /// <returns>The findings. A part that cannot be read is an error too.</returns>
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
    /// Verifies a directory: each cache file, two names of one hash, the system prompt of ds4's agent, and temporary files,
    /// including those in use. Skips other names, and files that are removed meanwhile.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">The extent of the verification.</param>
    /// <returns>The result of each file, during the enumeration.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to read the directory.</exception>
    public static IEnumerable<KvcVerification> VerifyDirectory(string directory, KvcVerifyOptions? options = null)
    {
        // Checked here, because an iterator would throw at the first file.
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

        // In a directory that may be listed but not searched, opening a missing file fails with EACCES. So the name must be listed.
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, CacheFileName.SystemPromptName))
        {
            if (Verify(path, options) is { IsMissing: false } prompt)
            {
                yield return prompt;
            }
        }

        foreach (var temporary in TemporaryFiles.In(directory))
        {
            yield return new KvcVerification(temporary, null, null, [new KvcFinding(KvcSeverity.Note, new KvcFault(
                KvcFaultKind.File, 0, "no temporary file", "one that is being written, or was left when its writer died"))]);
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
