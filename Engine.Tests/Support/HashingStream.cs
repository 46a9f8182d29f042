using System.Security.Cryptography;

namespace KvCache.Tests;

/// <summary>A destination that computes the SHA-256 of its bytes.</summary>
internal sealed class HashingStream : SinkStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override string ToString() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    protected override void OnWrite(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
