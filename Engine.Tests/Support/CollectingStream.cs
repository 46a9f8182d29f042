namespace KvCache.Tests;

/// <summary>A destination that cannot seek. It keeps the received bytes until it is reset.</summary>
internal sealed class CollectingStream : SinkStream
{
    private readonly MemoryStream _bytes = new();

    internal byte[] Bytes => _bytes.ToArray();

    internal int Clears { get; private set; }

    internal void Clear()
    {
        Clears++;
        _bytes.SetLength(0);
    }

    protected override void OnWrite(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}
