using System.Globalization;
using System.Runtime.InteropServices;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Describes the machine of the figures, without its name.</summary>
internal static class Machine
{
    internal static string Describe(BenchmarkSettings settings)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"*{Processor()}, {Environment.ProcessorCount} cores, {memory} GiB; Linux {Kernel()}; {BlockDevice.FormatOf(settings.DirectoryPath)}; {RuntimeInformation.FrameworkDescription}, {Configuration}; {DateTime.UtcNow:yyyy-MM-dd}. Medians of {settings.Rounds} interleaved runs (least–most).*");
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static string Kernel() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
