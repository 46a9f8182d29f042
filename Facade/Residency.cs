using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <remarks>The properties have no <c>init</c>, whose signature refers to a type that netstandard2.0 does not have.</remarks>
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

    public static Residency Of(SafeFileHandle file, long offset = 0, long length = 0) => default;

    public static Residency Of(string path, long offset = 0, long length = 0) => default;

    public static ResidencyMap Map(SafeFileHandle file, long offset = 0, long length = 0) => new();

    public static ResidencyMap Map(string path, long offset = 0, long length = 0) => new();
}
