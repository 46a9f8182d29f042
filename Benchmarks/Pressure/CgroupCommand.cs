using System.Diagnostics;
using System.Globalization;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// A shell command in a memory cgroup. It prints "ready" and waits for a line before it begins, so no figure includes the start of
/// its process or of its .NET runtime.
/// </summary>
internal sealed class CgroupCommand : IDisposable
{
    /// <summary>The prefix that makes any command print "ready" and wait.</summary>
    internal const string Waiting = "echo ready && read go && ";

    private readonly string _command;
    private readonly Process _process;
    private readonly Task<string> _error;

    private CgroupCommand(string command, Process process, CancellationToken cancellation)
    {
        _command = command;
        _process = process;
        _error = process.StandardError.ReadToEndAsync(cancellation);
    }

    /// <summary>Starts a command and waits for its "ready".</summary>
    /// <param name="group">The memory cgroup.</param>
    /// <param name="processors">The processors, in the syntax of <c>taskset</c>.</param>
    /// <param name="command">The command. <c>$FILE</c> stands for <paramref name="file"/>.</param>
    /// <param name="file">The file that is saved or loaded.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal static async Task<CgroupCommand> StartAsync(MemoryCgroup group, string processors, string command, string file, CancellationToken cancellation)
    {
        var description = CgroupShell.Describe(group, processors, command);
        description.Environment["FILE"] = file;
        var started = new CgroupCommand(command, Process.Start(description)!, cancellation);
        var line = await started._process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        return line == "ready" ? started : throw await started.FailedAsync($"said '{line}' and not 'ready'").ConfigureAwait(false);
    }

    /// <summary>The context switches that the command has printed; null if it prints none.</summary>
    internal long? ContextSwitches { get; private set; }

    /// <summary>Lets the command begin, and waits for its end.</summary>
    /// <returns>The seconds that the command prints, or else its duration; null if the file system does not support the way of the command (exit code 3).</returns>
    internal async Task<double?> RunAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await _process.StandardInput.WriteLineAsync().ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        var output = await _process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var fields = output.Split(' ');
        ContextSwitches = fields.Length > 1 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var switches) ? switches : null;
        return _process.ExitCode switch
        {
            0 => double.TryParse(fields[0], CultureInfo.InvariantCulture, out var printed) ? printed : elapsed,
            3 => null,
            var code => throw await FailedAsync($"ended with {code}").ConfigureAwait(false),
        };
    }

    public void Dispose() => _process.Dispose();

    private async Task<InvalidOperationException> FailedAsync(string what)
    {
        _process.StandardInput.Close(); // A command that waits for a line then ends, and closes its standard error.
        return new($"'{_command}' {what}: {await _error.ConfigureAwait(false)}");
    }
}
