namespace KvCache;

/// <summary>Finds the checkpoints whose text is the beginning of a prompt. All members are thread-safe.</summary>
public static class PrefixLookup
{
    /// <summary>
    /// The number of files that a search for the best one examines first. Each further batch is four times as large, because each batch
    /// hashes the prompt again.
    /// </summary>
    private const int FirstBatch = 256;

    /// <summary>
    /// Finds the checkpoints that fit, best first: the longest text, then the most tokens, then the first in the directory. The search
    /// compares only the hash in the file's name. A load checks the text and the payload.
    /// </summary>
    /// <param name="entries">All files, in the order in which the file system lists the directory.</param>
    /// <param name="prompt">The prompt. It ends at the first NUL, as in ds4.</param>
    /// <param name="session">A file of a larger context, of another payload ABI or of another model does not fit.</param>
    /// <param name="minTokens">A file of fewer tokens does not fit.</param>
    /// <param name="sameQuant">Whether a file with another quantization does not fit.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static IReadOnlyList<KvcEntry> Find(
        IEnumerable<KvcEntry> entries, ReadOnlySpan<byte> prompt, KvSession session, int minTokens, bool sameQuant)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KvcEntry[] all = [.. entries];
        ScannedCheckpoint[] files = [.. all.Select((entry, index) => ScannedCheckpoint.From(entry) with { Order = index })];
        return [.. Find(files, LengthOrder.Of(files), prompt, session, minTokens, sameQuant, stopAtBest: false).Select(index => all[index])];
    }

    /// <summary>As the other overload, returns the positions of the files that fit. The files can have any order.</summary>
    /// <param name="files">The files.</param>
    /// <param name="lengths">The order of the files by the lengths of their texts.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="session">The session.</param>
    /// <param name="minTokens">The smallest number of tokens.</param>
    /// <param name="sameQuant">Whether a file with another quantization does not fit.</param>
    /// <param name="stopAtBest">
    /// Whether the search may end when it has the best file. The result can contain other files after the best one.
    /// </param>
    internal static List<int> Find(
        ReadOnlySpan<ScannedCheckpoint> files, LengthOrder lengths, ReadOnlySpan<byte> prompt, KvSession session, int minTokens, bool sameQuant, bool stopAtBest)
    {
        prompt = UpToNul(prompt);
        var shortestFirst = lengths.UpTo(prompt.Length);
        var found = new List<int>();
        var batch = stopAtBest ? FirstBatch : shortestFirst.Length;
        while (shortestFirst.Length > 0 && (found.Count == 0 || !stopAtBest))
        {
            var candidates = TakeLongest(files, ref shortestFirst, batch, session, minTokens, sameQuant);
            found.AddRange(Matching(files, candidates, prompt));
            batch *= 4;
        }

        return found;
    }

    /// <summary>
    /// Removes the files with the longest texts from a list, and returns those that fit the session. Takes all files of a length or none,
    /// because files of equal length compete.
    /// </summary>
    private static List<(uint TextBytes, int Index)> TakeLongest(
        ReadOnlySpan<ScannedCheckpoint> files, ref ReadOnlySpan<ulong> shortestFirst, int most, KvSession session, int minTokens, bool sameQuant)
    {
        var candidates = new List<(uint TextBytes, int Index)>();
        while (shortestFirst.Length > 0)
        {
            var (length, index) = (LengthOrder.LengthOf(shortestFirst[^1]), LengthOrder.PlaceOf(shortestFirst[^1]));
            if (candidates.Count >= most && candidates[^1].TextBytes != length)
            {
                break;
            }

            if (Fits(files[index].Header, session, minTokens, sameQuant))
            {
                candidates.Add((length, index));
            }

            shortestFirst = shortestFirst[..^1];
        }

        candidates.Reverse();
        return candidates;
    }

    /// <summary>
    /// Whether a file's header fits a session: its payload ABI and model, its context, its tokens (which ds4 compares as an int)
    /// and, if requested, its quantization as a byte.
    /// </summary>
    private static bool Fits(in KvcHeader header, KvSession session, int minTokens, bool sameQuant) =>
        unchecked((int)header.Tokens) >= minTokens
        && session.CanLoad(header)
        && header.ContextSize <= session.ContextSize
        && (!sameQuant || header.QuantBits == unchecked((byte)session.QuantBits));

    private static List<int> Matching(ReadOnlySpan<ScannedCheckpoint> files, List<(uint TextBytes, int Index)> shortestFirst, ReadOnlySpan<byte> prompt)
    {
        using var hashes = new PrefixHashes(prompt);
        var found = new List<(uint TextBytes, uint Tokens, long Order, int Index)>();
        foreach (var (textBytes, index) in shortestFirst)
        {
            if (files[index].Key == hashes.KeyAt((int)textBytes))
            {
                found.Add((textBytes, files[index].Header.Tokens, files[index].Order, index));
            }
        }

        return [.. found.OrderByDescending(file => file.TextBytes).ThenByDescending(file => file.Tokens).ThenBy(file => file.Order).Select(file => file.Index)];
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> prompt)
    {
        var nul = prompt.IndexOf((byte)0);
        return nul < 0 ? prompt : prompt[..nul];
    }
}
