using System.Text.Json.Serialization;

namespace Kv.Demo;

/// <summary>The ways in which the demo saves and loads a checkpoint. Only the page-cache policy differs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DemoWay>))]
internal enum DemoWay
{
    /// <summary>The policies are switched off.</summary>
    [JsonStringEnumMemberName("no-advice")]
    NoAdvice,

    /// <summary>The policies are switched off, and the save ends with <c>fdatasync</c>.</summary>
    [JsonStringEnumMemberName("no-advice-durable")]
    NoAdviceDurable,

    /// <summary>One plain <c>POSIX_FADV_DONTNEED</c> after the write and after the read, as in the LLM engine ds4.</summary>
    [JsonStringEnumMemberName("dontneed-at-end")]
    DontNeedAtEnd,

    /// <summary>The engine's annotated methods: they drop the pages behind the file position in windows, and the save ends with <c>fdatasync</c>.</summary>
    [JsonStringEnumMemberName("iopolicy")]
    IoPolicy,
}

/// <summary>The titles and colours of the ways, for the table, the bars and the chart.</summary>
internal static class DemoWays
{
    internal static IReadOnlyList<DemoWay> All { get; } = [DemoWay.NoAdvice, DemoWay.NoAdviceDurable, DemoWay.DontNeedAtEnd, DemoWay.IoPolicy];

    internal static string Title(this DemoWay way) => way switch
    {
        DemoWay.NoAdvice => "no advice",
        DemoWay.NoAdviceDurable => "no advice, made durable",
        DemoWay.DontNeedAtEnd => "one DONTNEED at the end",
        _ => "IoPolicy",
    };

    /// <summary>Whether the data is on disk when the save returns.</summary>
    internal static bool IsDurable(this DemoWay way) => way is DemoWay.NoAdviceDurable or DemoWay.IoPolicy;

    /// <summary>The colour as <c>#RRGGBB</c>, from the palette of Okabe and Ito, which people with colour blindness can distinguish.</summary>
    internal static string Color(this DemoWay way) => way switch
    {
        DemoWay.NoAdvice => "#D55E00",
        DemoWay.NoAdviceDurable => "#E69F00",
        DemoWay.DontNeedAtEnd => "#0072B2",
        _ => "#009E73",
    };
}
