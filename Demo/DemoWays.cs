namespace Kv.Demo;

/// <summary>What the ways are called: on the command line, in the JSON output, and in the table.</summary>
internal static class DemoWays
{
    internal static IReadOnlyList<DemoWay> All { get; } = [DemoWay.NoHint, DemoWay.Durable, DemoWay.DontNeedAtEnd, DemoWay.IoPolicy];

    internal static string Title(this DemoWay way) => way switch
    {
        DemoWay.NoHint => "no hint",
        DemoWay.Durable => "no hint, made durable",
        DemoWay.DontNeedAtEnd => "one DONTNEED at the end",
        _ => "IoPolicy",
    };
}
