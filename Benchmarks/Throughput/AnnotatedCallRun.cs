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
/// Runs <see cref="AnnotatedCall"/> with BenchmarkDotNet in its own process. Otherwise the code and allocations of other benchmarks
/// would affect the figures.
/// </summary>
internal static class AnnotatedCallRun
{
    private const string CommandName = "annotated-call-run";

    /// <summary>Many short iterations, so that one of them is undisturbed even on a busy machine.</summary>
    private const int Iterations = 200;

    private static readonly TimeInterval IterationTime = TimeInterval.FromMilliseconds(10);

    /// <summary>Gets the nanoseconds and bytes of each call, by the name of the method.</summary>
    /// <param name="directory">The directory for the files of BenchmarkDotNet.</param>
    internal static IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> Start(string directory)
    {
        string[] command = [.. KvProcess.Self(), CommandName, directory];
        return Shell.Run(command[0], command[1..]).OrThrow().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(fields => fields is [CommandName, _, _, _])
            .ToDictionary(
                fields => fields[1],
                fields => (double.Parse(fields[2], CultureInfo.InvariantCulture), long.Parse(fields[3], CultureInfo.InvariantCulture)));
    }

    internal static Command Command()
    {
        var directory = new Argument<string>("directory");
        var command = new Command(CommandName) { directory };
        command.SetAction(parse => Run(parse.GetValue(directory)!));
        return command;
    }

    private static void Run(string directory)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithIterationCount(Iterations).WithIterationTime(IterationTime))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(directory);
        foreach (var report in BenchmarkRunner.Run<AnnotatedCall>(config).Reports)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{CommandName} {report.BenchmarkCase.Descriptor.WorkloadMethod.Name} {Fastest(report)} {Allocated(report)}"));
        }
    }

    private static double Fastest(BenchmarkReport report) =>
        report.ResultStatistics?.Min ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");

    private static long Allocated(BenchmarkReport report) =>
        report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
