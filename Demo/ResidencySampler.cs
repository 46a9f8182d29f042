using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Kv.Demo;

/// <summary>Counts the cached pages of the checkpoint and of the weights about once per millisecond on its own thread.</summary>
internal sealed class ResidencySampler : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    private readonly SafeFileHandle _checkpoint;
    private readonly SafeFileHandle _weights;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<PageSample> _samples = new(capacity: 4096);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    internal ResidencySampler(SafeFileHandle checkpoint, SafeFileHandle weights)
    {
        _checkpoint = checkpoint;
        _weights = weights;
        _samples.Add(Sample());
        _thread = new Thread(Run) { IsBackground = true, Name = "residency sampler" };
        _thread.Start();
    }

    /// <summary>The seconds since the sampling began, on the clock of the samples.</summary>
    internal double Elapsed => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Ends the sampling.</summary>
    /// <returns>The samples, oldest first. This method takes the last sample.</returns>
    internal IReadOnlyList<PageSample> Stop()
    {
        _stop.Set();
        _thread.Join();
        _samples.Add(Sample());
        return _samples;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.Wait(Interval))
        {
            _samples.Add(Sample());
        }
    }

    private PageSample Sample() => new(
        Elapsed,
        CachedPages.Of(_checkpoint),
        CachedPages.Of(_weights));
}
