using System.Diagnostics.Metrics;
using IoPolicy.Measuring;

namespace IoPolicy.Tests;

/// <summary>
/// Listens to the meter for one test. The meter calls a listener on the thread of the measured call, so this listener can ignore the calls of
/// tests that run on other threads.
/// </summary>
internal sealed class AdviceCounts : IDisposable
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly MeterListener _listener = new();

    internal AdviceCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PolicyMeter.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.Start();
    }

    /// <summary>The counted results, in order: <c>policy:outcome</c>.</summary>
    internal List<string> Advice { get; } = [];

    /// <summary>The bytes that used windows or uncached I/O. The key is <c>policy:mode</c>.</summary>
    internal List<KeyValuePair<string, long>> DroppedBehind { get; } = [];

    internal long AdvisedBytes { get; private set; }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            return;
        }

        if (instrument.Name == "iopolicy.advised")
        {
            AdvisedBytes += value;
            return;
        }

        string? policy = null, other = null;
        foreach (var (key, tag) in tags)
        {
            (policy, other) = key == "policy" ? ((string?)tag, other) : (policy, (string?)tag);
        }

        switch (instrument.Name)
        {
            case "iopolicy.advice":
                Advice.Add($"{policy}:{other}");
                break;
            case "iopolicy.drop_behind":
                DroppedBehind.Add(new($"{policy}:{other}", value));
                break;
            default:
                break;
        }
    }
}
