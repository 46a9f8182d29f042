namespace KvCache.Tests;

/// <summary>
/// A clock that calls a function at its first timestamp. The engine gets this timestamp when it begins to wait for the directory's lock.
/// </summary>
internal sealed class WaitingClock(Action waiting) : TimeProvider
{
    private bool _called;

    public override long GetTimestamp()
    {
        if (!_called)
        {
            _called = true;
            waiting();
        }

        return base.GetTimestamp();
    }
}
