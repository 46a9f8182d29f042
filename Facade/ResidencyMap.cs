namespace IoPolicy;

public sealed class ResidencyMap
{
    internal ResidencyMap()
    {
    }

    public bool IsKnown => false;

    public int PageSize => Environment.SystemPageSize;

    public long FirstPage => 0;

    public long Pages => 0;

    public long CachedPages => 0;

    public bool this[long page] => throw new ArgumentOutOfRangeException(nameof(page));

    public IEnumerable<PageRun> Runs() => [];
}
