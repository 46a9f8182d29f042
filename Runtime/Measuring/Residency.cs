using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>How much of a file, or of a range of it, is in the page cache: a reading at one moment.</summary>
/// <remarks>
/// A figure is null where it is not known: never a guess. The source is <c>cachestat</c>, and <c>mincore</c> where that
/// does not exist or cannot be believed (on overlayfs it counts the overlay's own, empty cache). All members are safe
/// for all threads; taking a reading allocates nothing.
/// </remarks>
public readonly record struct Residency
{
    /// <summary>Where the figures come from.</summary>
    public ResidencySource Source { get; init; }

    /// <summary>Whether there are figures.</summary>
    public bool IsKnown => Source != ResidencySource.Unknown;

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; init; }

    /// <summary>The pages of the range that lie in the file, the last one perhaps partly filled.</summary>
    public long FilePages { get; init; }

    /// <summary>Of these, the pages in the cache.</summary>
    public long? CachedPages { get; init; }

    /// <summary>Of the cached pages, those that differ from the disk. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? DirtyPages { get; init; }

    /// <summary>Of the cached pages, those that are being written at this moment. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? WriteBackPages { get; init; }

    /// <summary>Pages that were in the cache and have left it. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? EvictedPages { get; init; }

    /// <summary>
    /// Of the evicted pages, those that left so recently that reading them again would tell of memory pressure. Known
    /// from <see cref="ResidencySource.CacheStat"/> alone.
    /// </summary>
    public long? RecentlyEvictedPages { get; init; }

    /// <summary>The cached share of the file's pages, from 0 to 1; null where it is not known, 0 for no pages.</summary>
    public double? CachedShare => CachedPages is { } cached ? FilePages == 0 ? 0 : (double)cached / FilePages : null;

    /// <summary>Takes a reading of a range of an open file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">Where the range begins, in bytes; it is widened to whole pages.</param>
    /// <param name="length">Its length in bytes; 0 reaches to the end of the file.</param>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static Residency Of(SafeFileHandle file, long offset = 0, long length = 0)
    {
        return ResidencyReader.Read(file, HintRange.Check(file, offset, length));
    }

    /// <summary>Takes a reading of a range of a file by its path. A file that cannot be opened for reading is unknown.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="offset">Where the range begins, in bytes; it is widened to whole pages.</param>
    /// <param name="length">Its length in bytes; 0 reaches to the end of the file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Residency Of(string path, long offset = 0, long length = 0)
    {
        _ = HintRange.Check(offset, length);
        using var file = Open(path);
        return file is null ? new Residency { PageSize = Kernel.PageSize } : Of(file, offset, length);
    }

    /// <summary>Reads which pages of an open file are in the cache. The time follows the runs of cached pages, not the file's length.</summary>
    /// <inheritdoc cref="Of(SafeFileHandle, long, long)"/>
    public static ResidencyMap Map(SafeFileHandle file, long offset = 0, long length = 0)
    {
        return ResidencyMapReader.Read(file, HintRange.Check(file, offset, length));
    }

    /// <summary>Reads which pages of a file are in the cache. The time follows the runs of cached pages, not the file's length.</summary>
    /// <inheritdoc cref="Of(string, long, long)"/>
    public static ResidencyMap Map(string path, long offset = 0, long length = 0)
    {
        _ = HintRange.Check(offset, length);
        using var file = Open(path);
        return file is null ? ResidencyMap.Unknown(0, 0) : Map(file, offset, length);
    }

    private static SafeFileHandle? Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Kernel.OpenForAdvice(path)
            ?? (File.Exists(path) ? null : throw new FileNotFoundException($"There is no file '{path}' to measure.", path));
    }
}
