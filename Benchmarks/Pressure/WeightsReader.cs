using System.Diagnostics;
using System.Globalization;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>What the reader of the weights met since it was last asked.</summary>
/// <param name="MajorFaults">Faults that waited for the disk.</param>
/// <param name="Passes">The time of each pass, in milliseconds, sorted.</param>
internal sealed record ReaderReport(long MajorFaults, IReadOnlyList<double> Passes)
{
    /// <summary>The passes of several rounds as if they were of one: a hundredth of one round's is two or three passes, which is chance.</summary>
    internal static ReaderReport Together(IReadOnlyList<ReaderReport> reports) =>
        new(reports.Sum(report => report.MajorFaults), [.. reports.SelectMany(report => report.Passes).Order()]);

    /// <summary>The time below which a share of the passes lies; none: 0.</summary>
    internal double Percentile(double share) => Passes.Count == 0 ? 0 : Passes[Math.Min(Passes.Count - 1, (int)(share * Passes.Count))];
}

/// <summary>The compiled <c>weights.c</c>, in a memory cgroup.</summary>
internal sealed class WeightsReader : IDisposable
{
    /// <summary>The scene in which it reads only when it is told to.</summary>
    internal const string Idle = "idle";

    private readonly Process _process;

    private WeightsReader(Process process) => _process = process;

    /// <summary>Starts it and waits until it has all weights in memory.</summary>
    /// <remarks>It goes before everybody else (nice −20, root alone may), and has a processor of its own (<see cref="Processors"/>).</remarks>
    internal static async Task<WeightsReader> StartAsync(string program, string weights, string scene, MemoryGroup group, CancellationToken cancellation)
    {
        var reader = new WeightsReader(Process.Start(GroupShell.Describe(group, Processors.Reader, $"exec nice -n -20 {program} {weights} {scene}"))!);
        var line = await reader._process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        return line == "ready" ? reader : throw new InvalidOperationException("The reader of the weights did not come up: " + await reader._process.StandardError.ReadToEndAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>The passes since the last report.</summary>
    internal Task<ReaderReport> ReportAsync(CancellationToken cancellation) => AskAsync("report", cancellation);

    /// <summary>One pass over all weights, alone.</summary>
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
