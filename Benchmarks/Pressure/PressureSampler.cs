using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Counts the cached pages of the weights and of the files every 2 ms.</summary>
internal sealed class PressureSampler : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    private readonly SafeFileHandle _weights;
    private readonly IReadOnlyList<string> _files;
    private readonly SafeFileHandle?[] _handles;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    internal PressureSampler(SafeFileHandle weights, IReadOnlyList<string> files)
    {
        _weights = weights;
        _files = files;
        _handles = new SafeFileHandle?[files.Count];
        FewestWeightPages = PageCache.GetResidency(weights).CachedPages ?? 0;
        _thread = new Thread(Run) { IsBackground = true, Name = "pressure sampler" };
        _thread.Start();
    }

    /// <summary>The smallest number of weight pages in memory at a sample.</summary>
    internal long FewestWeightPages { get; private set; }

    /// <summary>The largest number of cached pages of all files at a sample.</summary>
    internal long MostFilePages { get; private set; }

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
        Array.ForEach(_handles, handle => handle?.Dispose());
    }

    private void Run()
    {
        Processors.LeaveReader();
        while (!_stop.Wait(Interval))
        {
            Sample();
        }
    }

    private void Sample()
    {
        FewestWeightPages = Math.Min(FewestWeightPages, PageCache.GetResidency(_weights).CachedPages ?? 0);
        long pages = 0;
        for (var index = 0; index < _handles.Length; index++)
        {
            _handles[index] ??= File.Exists(_files[index]) ? File.OpenHandle(_files[index], share: FileShare.ReadWrite | FileShare.Delete) : null;
            pages += _handles[index] is { } handle ? PageCache.GetResidency(handle).CachedPages ?? 0 : 0;
        }

        MostFilePages = Math.Max(MostFilePages, pages);
    }
}
