using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using KvCache;

namespace IoPolicy.Benchmarks.Scan;

/// <summary>
/// Creates a directory of many checkpoints. Half of them have the hashes and lengths of different prefixes of one prompt. Texts and
/// payloads are holes, because no listing and no look-up reads them.
/// </summary>
internal static class ScanEntries
{
    internal const int PromptBytes = 1 << 20;

    internal static byte[] Prompt { get; } = MakePrompt();

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1.")]
    internal static void Create(string directory, int count)
    {
        Directory.CreateDirectory(directory);
        var random = new Random(count);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var hashed = 0;
        var lengths = Enumerable.Range(1, PromptBytes).ToArray();
        random.Shuffle(lengths);
        foreach (var length in lengths.Take(count / 2).Order())
        {
            hash.AppendData(Prompt, hashed, length - hashed);
            hashed = length;
            Write(directory, KvcKey.FromHash(hash.GetCurrentHash()), (uint)length, random);
        }

        for (var i = count / 2; i < count; i++)
        {
            Write(directory, KvcKey.OfText(BitConverter.GetBytes(i)), (uint)random.Next(1, PromptBytes), random);
        }
    }

    private static void Write(string directory, KvcKey key, uint textBytes, Random random)
    {
        var header = new KvcHeader
        {
            QuantBits = 2,
            PayloadAbi = KvcHeader.CurrentPayloadAbi,
            Reason = KvcReason.Cold,
            Tokens = (uint)random.Next(512, 20_000),
            Hits = (uint)random.Next(50),
            ContextSize = 4096,
            CreatedAt = 1_760_000_000,
            LastUsed = 1_760_000_000 + (ulong)random.Next(1_000_000),
            TextBytes = textBytes,
            PayloadBytes = (ulong)random.Next(1 << 20),
        };
        Span<byte> bytes = stackalloc byte[KvcHeader.Size];
        header.Format(bytes);
        using var file = File.OpenHandle(Path.Combine(directory, key.FileName), FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, bytes, fileOffset: 0);
        RandomAccess.SetLength(file, header.PayloadOffset + (long)header.PayloadBytes);
    }

    private static byte[] MakePrompt()
    {
        var prompt = new byte[PromptBytes];
        new Random(1).NextBytes(prompt);

        // A prompt ends at its first NUL.
        prompt.AsSpan().Replace((byte)0, (byte)' ');
        return prompt;
    }
}
