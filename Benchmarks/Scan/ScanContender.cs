using System.Diagnostics;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Scan;

/// <summary>A program that reads all headers of a directory, in its own process. Its output is discarded.</summary>
internal sealed record ScanContender(string Name, string Program, params string[] Arguments)
{
    internal (double Elapsed, double Processor) Run(string directory)
    {
        var processor = ResourceUsage.ChildSeconds;
        var start = Stopwatch.GetTimestamp();
        _ = Shell.Run("/bin/sh", ["-c", "exec \"$0\" \"$@\" > /dev/null", Program, .. Arguments, directory]).OrThrow();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, ResourceUsage.ChildSeconds - processor);
    }
}
