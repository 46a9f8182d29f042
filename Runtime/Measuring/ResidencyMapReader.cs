using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Creates a <see cref="ResidencyMap"/>.</summary>
internal static class ResidencyMapReader
{
    /// <summary>Reads which pages of a range are cached. The map is unknown if no source is reliable for the file.</summary>
    internal static ResidencyMap Read(SafeFileHandle file, ByteRange range)
    {
        if (Kernel.Status(file, out var status) != 0 || !status.IsRegular)
        {
            return ResidencyMap.Unknown(0, 0);
        }

        var span = PageSpan.Of((long)status.Length, range);
        if (FileSystemKind.CacheStatReachesPages(file) && CachedPageSearch.FindAll(file, span) is { } found)
        {
            return new ResidencyMap(span.First, span.Count, found.ToArray());
        }

        var runs = new RunCollector { Runs = new CachedRuns() };
        return MinCore.Scan(file, (long)status.Length, span, MinCore.MaxPages, ref runs)
            ? new ResidencyMap(span.First, span.Count, runs.Runs.ToArray())
            : ResidencyMap.Unknown(span.First, span.Count);
    }

    private struct RunCollector : MinCore.IVisitor
    {
        internal CachedRuns Runs;

        public readonly void Visit(long firstPage, ReadOnlySpan<byte> pages)
        {
            for (var at = 0; at < pages.Length; at++)
            {
                if ((pages[at] & 1) != 0)
                {
                    Runs.Add(firstPage + at, 1);
                }
            }
        }
    }
}
