namespace KvCache.Tests;

/// <summary>A clock that stands still.</summary>
internal sealed class FixedClock(long secondsSince1970) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(secondsSince1970);
}
