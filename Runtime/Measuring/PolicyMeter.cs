using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IoPolicy.Measuring;

/// <summary>The meter "IoPolicy".</summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>iopolicy.advice</c></term><description>calls; tags <c>policy</c> (read, write, header, direct) and
/// <c>outcome</c> (see <see cref="AdviceResult"/>)</description></item>
/// <item><term><c>iopolicy.advised</c></term><description>bytes of the ranges of issued advice; tag <c>policy</c></description></item>
/// <item><term><c>iopolicy.drop_behind</c></term><description>bytes that went through a stream or file that drops behind; tags
/// <c>policy</c> and <c>mode</c> (the mode that was used: windows or uncached)</description></item>
/// <item><term><c>iopolicy.write_back</c></term><description>seconds that advice waited for the device</description></item>
/// <item><term><c>iopolicy.dropped</c></term><description>bytes that advice dropped from the cache; only if <c>IOPOLICY_VERIFY</c> is
/// set</description></item>
/// <item><term><c>iopolicy.ineffective</c></term><description>pages that stayed cached in spite of advice; tag <c>cause</c> (see
/// <see cref="IneffectiveCause"/>); only if <c>IOPOLICY_VERIFY</c> is set</description></item>
/// </list>
/// Without a listener, the meter has no measurable cost and allocates nothing.
/// </remarks>
internal static class PolicyMeter
{
    internal const string Name = "IoPolicy";

    private static readonly Meter Source = new(Name);

    private static readonly Counter<long>? Advice = Create("iopolicy.advice", "{call}", "Results of advice.");

    private static readonly Counter<long>? Advised = Create("iopolicy.advised", "By", "Bytes of the ranges of issued advice.");

    private static readonly Counter<long>? DroppedBehind =
        Create("iopolicy.drop_behind", "By", "Bytes that used windows or uncached I/O, by mode.");

    private static readonly Histogram<double>? WriteBack =
        Published(() => Source.CreateHistogram<double>("iopolicy.write_back", "s", "Time that advice waited for the device."));

    private static readonly Counter<long>? Dropped =
        Create("iopolicy.dropped", "By", "Bytes that left the page cache at advice (IOPOLICY_VERIFY).");

    private static readonly Counter<long>? Ineffective =
        Create("iopolicy.ineffective", "{page}", "Pages that stayed in spite of advice, by cause (IOPOLICY_VERIFY).");

    internal static bool CountsAdvisedBytes => Advised is { Enabled: true };

    internal static void CountAdvice(string policy, string outcome)
    {
        if (Advice is { Enabled: true })
        {
            Advice.Add(1, new KeyValuePair<string, object?>("policy", policy), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    internal static void CountAdvised(string policy, long bytes) =>
        Advised?.Add(bytes, new KeyValuePair<string, object?>("policy", policy));

    internal static void CountDropBehind(string policy, long uncachedBytes, long windowBytes)
    {
        if (DroppedBehind is { Enabled: true })
        {
            Count("uncached", uncachedBytes);
            Count("windows", windowBytes);
        }

        void Count(string mode, long bytes)
        {
            if (bytes > 0)
            {
                DroppedBehind?.Add(bytes, new KeyValuePair<string, object?>("policy", policy), new KeyValuePair<string, object?>("mode", mode));
            }
        }
    }

    internal static void CountDropped(long bytes) => Dropped?.Add(bytes);

    internal static void CountIneffective(string cause, long pages) =>
        Ineffective?.Add(pages, new KeyValuePair<string, object?>("cause", cause));

    /// <summary>Gets the start time of a write-back; 0 without a listener.</summary>
    internal static long BeginWriteBack() => WriteBack is { Enabled: true } ? Stopwatch.GetTimestamp() : 0;

    internal static void EndWriteBack(long begin)
    {
        if (begin != 0)
        {
            WriteBack?.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
    }

    private static Counter<long>? Create(string name, string unit, string description) =>
        Published(() => Source.CreateCounter<long>(name, unit, description));

    /// <summary>
    /// Creates an instrument. Null if a listener throws in <c>InstrumentPublished</c>: an exception in the type initializer would make each
    /// later use of the meter fail.
    /// </summary>
    private static T? Published<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
#pragma warning disable CA1031 // A listener may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
