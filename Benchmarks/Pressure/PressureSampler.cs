using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Counts the cached pages of the weights and of the file every 2 ms.</summary>
internal sealed class PressureSampler : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly SafeFileHandle _weights;
    private readonly string _file;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private SafeFileHandle? _handle;

    internal PressureSampler(SafeFileHandle weights, string file)
    {
        _weights = weights;
        _file = file;
        LeastWeights = PageCache.GetResidency(weights).CachedPages ?? 0;
        _thread = new Thread(Run) { IsBackground = true, Name = "pressure sampler" };
        _thread.Start();
    }

    /// <summary>The smallest number of weight pages in memory at a sample.</summary>
    internal long LeastWeights { get; private set; }

    /// <summary>The largest number of cached pages of the file at a sample.</summary>
    internal long MostOfFile { get; private set; }

    /// <summary>Stops sampling, after one last sample.</summary>
    internal void Stop()
    {
        _stop.Set();
        _thread.Join();
        Sample();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _handle?.Dispose();
    }

    private void Run()
    {
        while (!_stop.Wait(Interval))
        {
            Sample();
        }
    }

    private void Sample()
    {
        LeastWeights = Math.Min(LeastWeights, PageCache.GetResidency(_weights).CachedPages ?? 0);
        _handle ??= File.Exists(_file) ? File.OpenHandle(_file, share: FileShare.ReadWrite | FileShare.Delete) : null;
        if (_handle is not null)
        {
            MostOfFile = Math.Max(MostOfFile, PageCache.GetResidency(_handle).CachedPages ?? 0);
        }
    }
}
