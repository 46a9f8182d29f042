using System.Security.Cryptography;
using KvCache;

namespace Kv.Bench;

/// <summary>Creates many entries with a header and a text. The payload is a hole, because a listing does not read it.</summary>
internal static class BenchEntries
{
    private const int LongestTextBytes = 4096;

    /// <summary>Creates the entries. The first <see cref="LongestTextBytes"/> texts are prefixes of the prompt, each with its own length.</summary>
    internal static void Create(string directory, int count, byte[] prompt, CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var text = i < LongestTextBytes ? prompt.AsSpan(0, i + 1).ToArray() : BitConverter.GetBytes(i);
            var header = new KvcHeader
            {
                QuantBits = 2,
                PayloadAbi = KvcHeader.CurrentPayloadAbi,
                Reason = KvcReason.Cold,
                Tokens = 512,
                ContextSize = 4096,
                TextBytes = (uint)text.Length,
                PayloadBytes = (ulong)RandomNumberGenerator.GetInt32(1, 1 << 20),
            };
            var bytes = new byte[KvcHeader.Size + text.Length];
            header.Format(bytes);
            text.CopyTo(bytes, KvcHeader.Size);
            using var file = File.OpenHandle(Path.Combine(directory, KvcKey.OfText(text).FileName), FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(file, bytes, fileOffset: 0);
            RandomAccess.SetLength(file, bytes.Length + (long)header.PayloadBytes);
        }
    }
}
