using System.Diagnostics.Tracing;
using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Measuring;
using IoPolicy.Testing;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace IoPolicy.Tests;

/// <summary>Listens to the meter with OpenTelemetry, and to the event source, as an operator does.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void OpenTelemetry_exports_advice_bytes_and_write_back_time()
    {
        var exported = new List<Metric>();
        using (var provider = Sdk.CreateMeterProviderBuilder().AddMeter("IoPolicy").AddInMemoryExporter(exported).Build())
        {
            WriteAndRead("Telemetry");
            provider.ForceFlush();
        }

        Assert.All(
            (string[])["iopolicy.advice", "iopolicy.advised", "iopolicy.write_back"],
            name => Assert.Contains(exported, metric => metric.Name == name));
        Assert.Equal(("{call}", "By", "s"), (UnitOf("iopolicy.advice"), UnitOf("iopolicy.advised"), UnitOf("iopolicy.write_back")));
        var advice = exported.Last(metric => metric.Name == "iopolicy.advice");
        var tags = new HashSet<string>();
        foreach (var point in advice.GetMetricPoints())
        {
            var parts = new List<string>();
            foreach (var (key, value) in point.Tags)
            {
                parts.Add($"{key}={value}");
            }

            Assert.True(point.GetSumLong() > 0);
            _ = tags.Add(string.Join(',', parts.Order()));
        }

        Assert.Contains("outcome=issued,policy=write", tags);
        Assert.Contains("outcome=issued,policy=read", tags);

        string UnitOf(string name) => exported.First(metric => metric.Name == name).Unit;
    }

    [Fact]
    public void The_event_source_reports_all_advice()
    {
        using var listener = new Listener();
        WriteAndRead("EventSource");
        Assert.Equal(["EventSource write issued", "EventSource read issued"], listener.Events.Where(e => e.StartsWith("EventSource", StringComparison.Ordinal)));
    }

    /// <summary>An operator reads the fields by their positions.</summary>
    [Fact]
    public void Each_event_has_its_fields_in_their_order()
    {
        using var listener = new Listener();
        var terms = new PolicyTerms(PolicyKind.DropAfterFullWrite, "Fields.Save");
        foreach (var result in Enum.GetValues<AdviceResult>())
        {
            AdviceReport.Result(terms, result); // A queued one is reported when its advice is issued.
        }

        PolicyEvents.Log.Ineffective("Fields.Save", "dirty", 7, "/path");
        AdviceReport.Mode(terms, 1, 2, obstacle: null);
        AdviceReport.NotDurable(terms, AdviceResult.Closed);
        AdviceReport.DirectoryLimit(terms, "/directory");
        AdviceReport.DirectoryLimit(terms, "/directory"); // Reported once.
        Assert.Equal(
            [
                "Fields.Save write issued", "Fields.Save write kept", "Fields.Save write unsupported", "Fields.Save write unsupported", "Fields.Save write refused",
                "Fields.Save write header-only", "Fields.Save write no-file", "Fields.Save write no-position", "Fields.Save write unmeasured", "Fields.Save write closed",
                "Fields.Save write no-file", "Fields.Save dirty 7 /path", "Fields.Save write 1 2", "Fields.Save closed", "Fields.Save /directory 10000 100000",
            ],
            listener.Events.Where(e => e.StartsWith("Fields", StringComparison.Ordinal)));
    }

    private void WriteAndRead(string method)
    {
        using var file = new FileStream(_directory.File("sample"), FileMode.Create, FileAccess.ReadWrite);
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullWrite, method), file, f => f.Write(new byte[1 << 20]));
        file.Position = 0;
        PolicyRunner.Run(new PagePolicy(PolicyKind.DropAfterFullRead, method), file, f => f.CopyTo(Stream.Null));
    }

    private sealed class Listener : EventListener
    {
        private readonly object _lock = new();
        private readonly List<string> _events = [];

        internal IReadOnlyList<string> Events
        {
            get
            {
                lock (_lock)
                {
                    return [.. _events];
                }
            }
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "IoPolicy")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            lock (_lock)
            {
                _events.Add(string.Join(' ', eventData.Payload ?? new([])));
            }
        }
    }
}
