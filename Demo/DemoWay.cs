using System.Text.Json.Serialization;

namespace Kv.Demo;

/// <summary>The ways in which the demo saves and loads the same checkpoint. Only the page-cache policy differs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DemoWay>))]
internal enum DemoWay
{
    /// <summary>The policies are switched off.</summary>
    [JsonStringEnumMemberName("no-hint")]
    NoHint,

    /// <summary>The policies are switched off, and the file is made durable (<c>fdatasync</c>), as a careful program does.</summary>
    [JsonStringEnumMemberName("no-hint-durable")]
    Durable,

    /// <summary>One plain <c>POSIX_FADV_DONTNEED</c> right after the write, and after the read, as ds4's change does it.</summary>
    [JsonStringEnumMemberName("dontneed-at-end")]
    DontNeedAtEnd,

    /// <summary>The engine as it is: its methods carry the attributes, and the pages are dropped behind them in windows.</summary>
    [JsonStringEnumMemberName("iopolicy")]
    IoPolicy,
}
