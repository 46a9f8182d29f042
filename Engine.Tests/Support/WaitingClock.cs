namespace KvCache.Tests;

/// <summary>A clock that calls back when somebody begins to wait for the directory's lock: that is when it is first read.</summary>
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
