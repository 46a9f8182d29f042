using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>
/// Computes the keys of a text's beginnings, for growing lengths. ds4 hashes the beginning again for each file. This class hashes the
/// text once, and reads the hash at each length that a file has. Not thread-safe.
/// </summary>
internal ref struct PrefixHashes : IDisposable
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly IncrementalHash _hash;
    private int _hashed = -1;
    private KvcKey _key;

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    internal PrefixHashes(ReadOnlySpan<byte> text)
    {
        _text = text;
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    }

    /// <summary>Gets the key of the text's beginning.</summary>
    /// <param name="length">The length of the beginning in bytes: at least the length of the last call, at most the text's length.</param>
    internal KvcKey KeyAt(int length)
    {
        if (_hashed != length)
        {
            Span<byte> digest = stackalloc byte[KvcKey.Size];
            _hash.AppendData(_text[Math.Max(_hashed, 0)..length]);
            _hashed = length;
            _hash.GetCurrentHash(digest);
            _key = KvcKey.FromHash(digest);
        }

        return _key;
    }

    public readonly void Dispose() => _hash.Dispose();
}
