using System.Diagnostics.Metrics;

namespace Generators.Tests.Running.Files;

/// <summary>The outcomes of advice that the meter counts on all threads. For tests that run one at a time.</summary>
internal sealed class AdviceOutcomes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly List<string> _outcomes = [];

    internal AdviceOutcomes()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "IoPolicy", Name: "iopolicy.advice" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            string? policy = null, outcome = null;
            foreach (var (key, tag) in tags)
            {
                (policy, outcome) = key == "policy" ? ((string?)tag, outcome) : (policy, (string?)tag);
            }

            lock (_lock)
            {
                for (; count > 0; count--)
                {
                    _outcomes.Add($"{policy}:{outcome}");
                }
            }
        });
        _listener.Start();
    }

    /// <summary>The outcomes in the order in which they were counted, each as <c>policy:outcome</c>.</summary>
    internal List<string> Counted
    {
        get
        {
            lock (_lock)
            {
                return [.. _outcomes];
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
