using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>Finds the checkpoints whose text is the beginning of a prompt.</summary>
/// <remarks>
/// The original hashes the prompt's beginning once for each file: files × prompt. Here the prompt is hashed once, and
/// the hash is read off at each length that a file has.
/// </remarks>
public static class PrefixLookup
{
    /// <summary>
    /// The checkpoints that fit, best first: the longest text, of equal lengths the most tokens, of those the first in
    /// the folder. What is compared is the hash in the file's name: the text and the payload are checked when it is loaded.
    /// </summary>
    /// <param name="entries">All files, in the folder's order.</param>
    /// <param name="prompt">The prompt; it ends at the first NUL, as ds4's does.</param>
    /// <param name="session">A file of a larger context does not fit.</param>
    /// <param name="minTokens">A file of fewer tokens is passed over.</param>
    /// <param name="sameQuant">A file of other quantisation is passed over.</param>
    public static IReadOnlyList<KvcEntry> Find(
        IEnumerable<KvcEntry> entries, ReadOnlySpan<byte> prompt, KvSession session, int minTokens, bool sameQuant)
    {
        ArgumentNullException.ThrowIfNull(entries);
        prompt = UpToNul(prompt);
        var length = prompt.Length;
        var candidates = entries
            .Where(entry => entry.Header.TextBytes <= length && Fits(entry.Header, session, minTokens, sameQuant))
            .GroupBy(entry => (int)entry.Header.TextBytes)
            .OrderBy(group => group.Key);
        return Matching(candidates, prompt);
    }

    /// <summary>Whether a file's header fits a session: its context, its tokens (which ds4 compares as an int) and, where asked, its quantisation as a byte.</summary>
    internal static bool Fits(in KvcHeader header, KvSession session, int minTokens, bool sameQuant) =>
        unchecked((int)header.Tokens) >= minTokens
        && header.ContextSize <= session.ContextSize
        && (!sameQuant || header.QuantBits == unchecked((byte)session.QuantBits));

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    private static List<KvcEntry> Matching(IEnumerable<IGrouping<int, KvcEntry>> candidates, ReadOnlySpan<byte> prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        Span<byte> digest = stackalloc byte[KvcKey.Size];
        var hashed = 0;
        var found = new List<KvcEntry>();
        foreach (var group in candidates)
        {
            hash.AppendData(prompt[hashed..group.Key]);
            hashed = group.Key;
            hash.GetCurrentHash(digest);
            var key = KvcKey.FromHash(digest);
            found.InsertRange(0, group.Where(entry => entry.Key == key).OrderByDescending(entry => entry.Header.Tokens));
        }

        return found;
    }

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> prompt)
    {
        var nul = prompt.IndexOf((byte)0);
        return nul < 0 ? prompt : prompt[..nul];
    }
}
