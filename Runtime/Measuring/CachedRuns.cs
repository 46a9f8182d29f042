namespace IoPolicy.Measuring;

/// <summary>Collects runs of cached pages in the order of the file, and joins adjacent runs.</summary>
internal sealed class CachedRuns
{
    private readonly List<(long First, long End)> _runs = [];

    internal void Add(long first, long count)
    {
        if (_runs.Count > 0 && _runs[^1].End == first)
        {
            _runs[^1] = (_runs[^1].First, first + count);
        }
        else
        {
            _runs.Add((first, first + count));
        }
    }

    internal (long First, long End)[] ToArray() => [.. _runs];
}
