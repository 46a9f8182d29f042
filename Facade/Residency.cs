namespace IoPolicy;

public readonly record struct Residency
{
    public ResidencySource Source { get; }

    public bool IsKnown => false;

    public int PageSize { get; }

    public long FilePages { get; }

    public long? CachedPages { get; }

    public long? DirtyPages { get; }

    public long? WriteBackPages { get; }

    public long? EvictedPages { get; }

    public long? RecentlyEvictedPages { get; }

    public double? CachedShare => null;
}
