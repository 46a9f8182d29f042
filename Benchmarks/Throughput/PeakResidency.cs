using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>Measures the largest number of cached pages of a file while an action runs, by sampling on another thread.</summary>
internal static class PeakResidency
{
    /// <summary>Gets the peak in bytes, and the cached share of the file at the end.</summary>
    internal static (long Peak, double Left) Of(string path, Action run)
    {
        using var stop = new ManualResetEventSlim();
        long peak = 0;
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var sampler = new Thread(() =>
        {
            while (!stop.Wait(TimeSpan.FromMilliseconds(0.5)))
            {
                peak = Math.Max(peak, Bytes(file));
            }
        })
        { IsBackground = true };
        sampler.Start();
        run();
        stop.Set();
        sampler.Join();
        return (peak, PageCache.GetResidency(file).CachedShare ?? 0);
    }

    /// <summary>Formats a number of bytes as a number of windows.</summary>
    internal static string InWindows(long bytes, int window) => ((double)bytes / window).ToString("F1", CultureInfo.InvariantCulture);

    private static long Bytes(SafeFileHandle file) => PageCache.GetResidency(file) is { CachedPages: { } pages } residency ? pages * residency.PageSize : 0;
}
