namespace IoPolicy;

/// <remarks>The properties have no <c>init</c>, whose signature refers to a type that netstandard2.0 does not have.</remarks>
public readonly record struct PageRun
{
    public PageRun(long FirstPage, long Pages, bool IsCached)
    {
        this.FirstPage = FirstPage;
        this.Pages = Pages;
        this.IsCached = IsCached;
    }

    public long FirstPage { get; }

    public long Pages { get; }

    public bool IsCached { get; }

    public void Deconstruct(out long FirstPage, out long Pages, out bool IsCached) =>
        (FirstPage, Pages, IsCached) = (this.FirstPage, this.Pages, this.IsCached);
}
