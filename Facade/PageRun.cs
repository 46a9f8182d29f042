namespace IoPolicy;

public readonly record struct PageRun
{
    public long FirstPage { get; }

    public long Pages { get; }

    public bool IsCached { get; }
}
