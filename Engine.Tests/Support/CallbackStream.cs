namespace KvCache.Tests;

/// <summary>A destination that calls a function at each write, which is in the middle of a load.</summary>
internal sealed class CallbackStream(Action callback) : SinkStream
{
    protected override void OnWrite(ReadOnlySpan<byte> bytes) => callback();
}
