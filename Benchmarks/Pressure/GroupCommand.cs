using System.Diagnostics;
using System.Globalization;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// A shell command in a memory cgroup that says "ready" and waits for a line before it begins: what its process costs
/// until then, a runtime's start or a compiler, is in nobody's figures.
/// </summary>
internal sealed class GroupCommand : IDisposable
{
    /// <summary>The words by which a command that cannot wait by itself does.</summary>
    internal const string Waiting = "echo ready && read go && ";

    private readonly string _command;
    private readonly Process _process;
    private readonly Task<string> _error;

    private GroupCommand(string command, Process process, CancellationToken cancellation)
    {
        _command = command;
        _process = process;
        _error = process.StandardError.ReadToEndAsync(cancellation);
    }

    /// <summary>Starts a command, up to its "ready".</summary>
    /// <param name="group">Where.</param>
    /// <param name="processors">On which.</param>
    /// <param name="command">What; <c>$FILE</c> stands for <paramref name="file"/>.</param>
    /// <param name="file">The file that is saved or loaded.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal static async Task<GroupCommand> StartAsync(MemoryGroup group, string processors, string command, string file, CancellationToken cancellation)
    {
        var description = GroupShell.Describe(group, processors, command);
        description.Environment["FILE"] = file;
        var started = new GroupCommand(command, Process.Start(description)!, cancellation);
        var line = await started._process.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false);
        return line == "ready" ? started : throw await started.FailedAsync($"said '{line}' and not 'ready'").ConfigureAwait(false);
    }

    /// <summary>Lets it begin, and waits for its end.</summary>
    /// <returns>The seconds that it printed, or else those that it took; null where the file system does not know its way (exit code 3).</returns>
    internal async Task<double?> RunAsync(CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await _process.StandardInput.WriteLineAsync().ConfigureAwait(false);
        await _process.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
        var output = await _process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await _process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return _process.ExitCode switch
        {
            0 => double.TryParse(output, CultureInfo.InvariantCulture, out var printed) ? printed : elapsed,
            3 => null,
            var code => throw await FailedAsync($"ended with {code}").ConfigureAwait(false),
        };
    }

    public void Dispose() => _process.Dispose();

    private async Task<InvalidOperationException> FailedAsync(string what)
    {
        _process.StandardInput.Close(); // What waits for a line ends, and its errors with it.
        return new($"'{_command}' {what}: {await _error.ConfigureAwait(false)}");
    }
}
