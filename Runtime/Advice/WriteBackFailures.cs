namespace IoPolicy.Advice;

/// <summary>The write-back failures that no call has reported yet: the first few, and the number of all failures. Thread-safe.</summary>
internal sealed class WriteBackFailures
{
    /// <summary>The most failures that are kept as exceptions. A broken device fails every write-back, and each exception uses memory.</summary>
    internal const int Capacity = 16;

    private readonly List<(IOException Failure, SmallFileSeries? Series)> _first = [];
    private long _count;

    /// <param name="failure">The failure.</param>
    /// <param name="policy">The policy whose next call may report the failure; null if only <see cref="Take()"/> may.</param>
    internal void Add(IOException failure, PolicyTerms? policy)
    {
        lock (_first)
        {
            _count++;
            if (_first.Count < Capacity)
            {
                _first.Add((failure, policy?.SmallFiles));
            }
        }
    }

    /// <summary>Removes all failures, and returns them as one exception: the failure itself if there is only one; null if there is none.</summary>
    internal IOException? Take()
    {
        lock (_first)
        {
            var failure = _count > 1
                ? new IOException($"{_count} write-backs failed. The first failure: {_first[0].Failure.Message}", new AggregateException(_first.Select(static first => first.Failure))) { HResult = _first[0].Failure.HResult }
                : _first.FirstOrDefault().Failure;
            _first.Clear();
            _count = 0;
            return failure;
        }
    }

    /// <summary>
    /// Removes and returns the first failure of the small files that methods with this policy wrote; null if there is none. Does not lock
    /// if there are no failures.
    /// </summary>
    internal IOException? Take(PolicyTerms policy) => Interlocked.Read(ref _count) == 0 ? null : Take(policy.SmallFiles);

    /// <remarks>A separate method, because the lambda captures a variable, which allocates an object on entry to the method.</remarks>
    private IOException? Take(SmallFileSeries series)
    {
        lock (_first)
        {
            var found = _first.FindIndex(first => first.Series == series);
            if (found < 0)
            {
                return null;
            }

            var failure = _first[found].Failure;
            _first.RemoveAt(found);
            _count = _first.Count == 0 ? 0 : _count - 1; // The failures beyond the capacity are forgotten with the last kept one.
            return failure;
        }
    }
}
