using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>Hashes a text, piece by piece.</summary>
internal static class TextScan
{
    /// <summary>Hashes the text at a stream's position, and returns its key and the offset of its first NUL.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    internal static (KvcKey Key, long? FirstNul) Of(Stream stream, uint count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var piece = ArrayPool<byte>.Shared.Rent(64 << 10);
        long? firstNul = null;
        try
        {
            for (var done = 0L; done < count;)
            {
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, count - done));
                stream.ReadExactly(part);
                hash.AppendData(part);
                if (firstNul is null && part.IndexOf((byte)0) is >= 0 and var nul)
                {
                    firstNul = done + nul;
                }

                done += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        Span<byte> digest = stackalloc byte[KvcKey.Size];
        hash.GetHashAndReset(digest);
        return (KvcKey.FromHash(digest), firstNul);
    }
}
