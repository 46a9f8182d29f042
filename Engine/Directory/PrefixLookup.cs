namespace KvCache;

/// <summary>Finds the checkpoints whose text is the beginning of a prompt. All members are safe for all threads.</summary>
public static class PrefixLookup
{
    /// <summary>
    /// The checkpoints that fit, best first: the longest text, of equal lengths the most tokens, of those the first in
    /// the directory. The hash in the file's name is compared; a load checks the text and the payload.
    /// </summary>
    /// <param name="entries">All files, in the directory's order.</param>
    /// <param name="prompt">The prompt; it ends at the first NUL, as ds4's does.</param>
    /// <param name="session">A file of a larger context, of another payload ABI or of another model does not fit.</param>
    /// <param name="minTokens">A file of fewer tokens does not fit.</param>
    /// <param name="sameQuant">Whether a file of other quantisation does not fit.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static IReadOnlyList<KvcEntry> Find(
        IEnumerable<KvcEntry> entries, ReadOnlySpan<byte> prompt, KvSession session, int minTokens, bool sameQuant)
    {
        ArgumentNullException.ThrowIfNull(entries);
        KvcEntry[] all = [.. entries];
        ScannedCheckpoint[] files = [.. all.Select((entry, index) => ScannedCheckpoint.From(entry) with { Order = index })];
        return [.. Find(files, prompt, session, minTokens, sameQuant).Select(index => all[index])];
    }

    /// <summary>As the other, the indexes of the files that fit, in any order of the files.</summary>
    internal static List<int> Find(ReadOnlySpan<ScannedCheckpoint> files, ReadOnlySpan<byte> prompt, KvSession session, int minTokens, bool sameQuant)
    {
        prompt = UpToNul(prompt);
        var candidates = new List<(uint TextBytes, int Index)>();
        for (var i = 0; i < files.Length; i++)
        {
            var header = files[i].Header;
            if (header.TextBytes <= prompt.Length && Fits(header, session, minTokens, sameQuant))
            {
                candidates.Add((header.TextBytes, i));
            }
        }

        candidates.Sort();
        return Matching(files, candidates, prompt);
    }

    /// <summary>
    /// Whether a file's header fits a session: its generation and model, its context, its tokens (which ds4 compares as an
    /// int) and, if asked, its quantisation as a byte.
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
