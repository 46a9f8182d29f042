using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>Finds the checkpoints whose text is the beginning of a prompt. All members are safe for all threads.</summary>
/// <remarks>
/// The original hashes the prompt's beginning once for each file: files × prompt. Here the prompt is hashed once, and
/// the hash is read off at each length that a file has.
/// </remarks>
public static class PrefixLookup
{
    /// <summary>
    /// The checkpoints that fit, best first: the longest text, of equal lengths the most tokens, of those the first in
    /// the directory. What is compared is the hash in the file's name: the text and the payload are checked when it is loaded.
    /// </summary>
    /// <param name="entries">All files, in the directory's order.</param>
    /// <param name="prompt">The prompt; it ends at the first NUL, as ds4's does.</param>
    /// <param name="session">A file of a larger context does not fit.</param>
    /// <param name="minTokens">A file of fewer tokens is passed over.</param>
    /// <param name="sameQuant">A file of other quantisation is passed over.</param>
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

    /// <summary>Whether a file's header fits a session: its context, its tokens (which ds4 compares as an int) and, where asked, its quantisation as a byte.</summary>
    internal static bool Fits(in KvcHeader header, KvSession session, int minTokens, bool sameQuant) =>
        unchecked((int)header.Tokens) >= minTokens
        && header.ContextSize <= session.ContextSize
        && (!sameQuant || header.QuantBits == unchecked((byte)session.QuantBits));

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    private static List<int> Matching(ReadOnlySpan<ScannedCheckpoint> files, List<(uint TextBytes, int Index)> shortestFirst, ReadOnlySpan<byte> prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        Span<byte> digest = stackalloc byte[KvcKey.Size];
        var (hashed, key) = (-1, default(KvcKey));
        var found = new List<(uint TextBytes, uint Tokens, long Order, int Index)>();
        foreach (var (textBytes, index) in shortestFirst)
        {
            if (hashed != textBytes)
            {
                hash.AppendData(prompt[Math.Max(hashed, 0)..(int)textBytes]);
                hashed = (int)textBytes;
                hash.GetCurrentHash(digest);
                key = KvcKey.FromHash(digest);
            }

            if (files[index].Key == key)
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
