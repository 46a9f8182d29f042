namespace KvCache.Tests;

/// <summary>A destination that calls back each time it is written to: the middle of a load.</summary>
internal sealed class CallbackStream(Action callback) : SinkStream
{
    protected override void Take(ReadOnlySpan<byte> bytes) => callback();
}
