using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IoPolicy.Testing;
using Kv.Demo;
using Perfolizer.Horology;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>
/// <see cref="AnnotatedCall"/> by BenchmarkDotNet, in a process of its own: what other benchmarks left compiled, allocated
/// and warm in this one would be measured with it.
/// </summary>
internal static class AnnotatedCallRun
{
    private const string Verb = "annotated-call-run";

    /// <summary>Many short ones: one of them is undisturbed also where the machine is busy.</summary>
    private const int Iterations = 200;

    private static readonly TimeInterval IterationTime = TimeInterval.FromMilliseconds(10);

    /// <summary>Nanoseconds and bytes of each call, by the method's name.</summary>
    /// <param name="folder">Where BenchmarkDotNet leaves its files.</param>
    internal static IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> Start(string folder)
    {
        string[] command = [.. KvProcess.Self(), Verb, folder];
        return Shell.Run(command[0], command[1..]).OrThrow().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => fields is [Verb, _, _, _])
            .ToDictionary(
                fields => fields[1],
                fields => (double.Parse(fields[2], CultureInfo.InvariantCulture), long.Parse(fields[3], CultureInfo.InvariantCulture)));
    }

    internal static Command Command()
    {
        var folder = new Argument<string>("folder");
        var verb = new Command(Verb) { folder };
        verb.SetAction(parse => Run(parse.GetValue(folder)!));
        return verb;
    }

    private static void Run(string folder)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithIterationCount(Iterations).WithIterationTime(IterationTime))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(folder);
        foreach (var report in BenchmarkRunner.Run<AnnotatedCall>(config).Reports)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Verb} {report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {Fastest(report)} {Allocated(report)}"));
        }
    }

    private static double Fastest(BenchmarkReport report) =>
        report.ResultStatistics?.Min ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");

    private static long Allocated(BenchmarkReport report) =>
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
