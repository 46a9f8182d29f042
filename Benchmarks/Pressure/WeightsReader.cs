using System.Diagnostics;
using System.Globalization;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>The reader's figures since the last report.</summary>
/// <param name="MajorFaults">The number of faults that waited for the disk.</param>
/// <param name="Passes">The sorted times of all passes, in milliseconds.</param>
internal sealed record ReaderReport(long MajorFaults, IReadOnlyList<double> Passes)
{
    /// <summary>Joins the passes of several rounds. In one round, only two or three passes are slower than p99, so chance would decide p99.</summary>
    internal static ReaderReport Together(IReadOnlyList<ReaderReport> reports) =>
        new(reports.Sum(report => report.MajorFaults), [.. reports.SelectMany(report => report.Passes).Order()]);

    /// <summary>Gets the time below which the given share of the passes is; 0 if there is no pass.</summary>
    internal double Percentile(double share) => Passes.Count == 0 ? 0 : Passes[Math.Min(Passes.Count - 1, (int)(share * Passes.Count))];
}

/// <summary>Runs the compiled <c>weights.c</c> in a memory cgroup.</summary>
internal sealed class WeightsReader : IDisposable
{
    /// <summary>The scene in which the reader reads only on request.</summary>
    internal const string Idle = "idle";

    private readonly Process _process;

    private WeightsReader(Process process) => _process = process;

    /// <summary>Starts the reader and waits until it has all weights in memory.</summary>
    /// <remarks>The reader has the highest priority (nice −20, which needs root) and its own processor (<see cref="Processors"/>).</remarks>
    internal static async Task<WeightsReader> StartAsync(string program, string weights, string scene, MemoryCgroup group, CancellationToken cancellation)
    {
        var reader = new WeightsReader(Process.Start(CgroupShell.Describe(group, Processors.Reader, $"exec nice -n -20 {program} {weights} {scene}"))!);
        var line = await reader._process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        return line == "ready" ? reader : throw new InvalidOperationException("The reader of the weights did not start: " + await reader._process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Gets the passes since the last report.</summary>
    internal Task<ReaderReport> ReportAsync(CancellationToken cancellation) => AskAsync("report", cancellation);

    /// <summary>Runs one pass over all weights.</summary>
    internal Task<ReaderReport> PassAsync(CancellationToken cancellation) => AskAsync("pass", cancellation);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<ReaderReport> AskAsync(string question, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(question).ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        var line = await _process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The reader of the weights has ended: the memory cgroup is too small for it.");
        var fields = line.Split(' ');
        return new ReaderReport(
            long.Parse(fields[0], CultureInfo.InvariantCulture),
            [.. fields.Skip(1).Select(field => double.Parse(field, CultureInfo.InvariantCulture) / 1000).Order()]);
    }
}
