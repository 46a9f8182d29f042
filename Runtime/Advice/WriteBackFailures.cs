namespace IoPolicy.Advice;

/// <summary>The unreported write-back failures: the first of them, and the number of all. Safe for all threads.</summary>
internal sealed class WriteBackFailures
{
    /// <summary>The failures that are kept as exceptions. A broken device fails every write-back, and each would hold memory.</summary>
    internal const int Capacity = 16;

    private readonly List<IOException> _first = [];
    private long _count;

    internal void Add(IOException failure)
    {
        lock (_first)
        {
            _count++;
            if (_first.Count < Capacity)
            {
                _first.Add(failure);
            }
        }
    }

    /// <summary>Takes all failures as one exception: the failure itself if there is only one; null if there is none.</summary>
    internal IOException? Take()
    {
        lock (_first)
        {
            var failure = _count > 1
                ? new IOException($"{_count} write-backs failed. The first failure: {_first[0].Message}", new AggregateException(_first)) { HResult = _first[0].HResult }
                : _first.FirstOrDefault();
            _first.Clear();
            _count = 0;
            return failure;
        }
    }
}
