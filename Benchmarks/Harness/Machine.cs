using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Describes where the figures come from: the machine, without its name, and the commit.</summary>
internal static class Machine
{
    internal static string Describe(BenchmarkSettings settings)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"*{Processor()}, {Environment.ProcessorCount} cores, {memory} GiB; Linux {Kernel()}; {FileSystemFacts.FormatOf(settings.DirectoryPath)}; {RuntimeInformation.FrameworkDescription}, {Configuration}; commit {Commit()}, {DateTime.UtcNow:yyyy-MM-dd}. Medians of {settings.Rounds} interleaved runs (least–most).*");
    }

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    /// <summary>Gets the commit that was built. The SDK appends it to the version (<c>IncludeSourceRevisionInInformationalVersion</c>).</summary>
    private static string Commit()
    {
        var version = typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "unknown" : version[(plus + 1)..][..7];
    }

    private static string Kernel() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
