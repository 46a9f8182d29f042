using KvCache.Interop;

namespace KvCache;

/// <summary>
/// Files that no ds4 since May 2026 uses or removes: checkpoints of payload ABI 0, and payloads that a ds4 left in the
/// directory for temporary files when it died. All members are thread-safe.
/// </summary>
public static class StaleFiles
{
    /// <summary>The directory in which ds4 prepares payloads. ds4 ignores TMPDIR.</summary>
    public const string PayloadDirectory = "/tmp";

    private const string PayloadPrefix = "ds4-session-payload.";

    /// <summary>
    /// Finds the checkpoints of payload ABI 0 in a directory, and an agent's system prompt of that ABI. A ds4 from before May 2026 still
    /// uses these files.
    /// </summary>
    /// <param name="directory">The cache directory.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be read. Thrown during the enumeration.</exception>
    public static IEnumerable<KvcEntry> Checkpoints(string directory) =>
        DirectoryScan.Entries(directory).Concat(DirectoryScan.SystemPrompt(directory)).Where(entry => IsStale(entry.Header));

    /// <summary>
    /// Finds the payloads that a ds4 left behind: files named ds4-session-payload.XXXXXX that were not written for a while and that
    /// no process has open. Finds none on other systems than Linux, because nothing shows there whether a process has a file open.
    /// </summary>
    /// <param name="directory">The directory for temporary files: <see cref="PayloadDirectory"/>, unless ds4 ran in a container.</param>
    /// <param name="now">The time.</param>
    /// <param name="age">The smallest time since the last write.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to read the directory.</exception>
    public static IReadOnlyList<FileInfo> AbandonedPayloads(string directory, DateTimeOffset now, TimeSpan age)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return
        [
            .. new DirectoryInfo(directory).EnumerateFiles(PayloadPrefix + "??????")
                .Where(file => file.Name.Length == PayloadPrefix.Length + 6 && file.LinkTarget is null && IsAbandoned(file.FullName, now, age))
                .OrderBy(file => file.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Removes a payload that <see cref="AbandonedPayloads"/> found, if it is still abandoned.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">The time.</param>
    /// <param name="age">The smallest time since the last write.</param>
    /// <returns>Whether the file was removed. Also false if it is missing or in use.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to remove the file.</exception>
    public static bool RemovePayload(string path, DateTimeOffset now, TimeSpan age)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Path.GetFileName(path).StartsWith(PayloadPrefix, StringComparison.Ordinal) || !IsAbandoned(path, now, age))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }

    /// <summary>Whether a checkpoint is of payload ABI 0, and no newer program extended it.</summary>
    internal static bool IsStale(in KvcHeader header) => header is { PayloadAbi: KvcHeader.OldPayloadAbi, IsNewer: false };

    /// <summary>Whether a file was not written for a while, and no process has it open.</summary>
    internal static bool IsAbandoned(string path, DateTimeOffset now, TimeSpan age) =>
        now - File.GetLastWriteTimeUtc(path) >= age && !OpenFiles.MayBeOpen(path);
}
