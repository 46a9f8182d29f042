using System.Diagnostics;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Shell commands in a memory cgroup: the shell joins it first, so that all they use is charged there.</summary>
internal static class GroupShell
{
    internal static ProcessStartInfo Describe(MemoryGroup group, string command, bool redirectInput = false)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > {group.MembersFile} && {command}"])
        {
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        SmallRuntime.Ask(start);
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="group">Where.</param>
    /// <param name="command">What; <c>$FILE</c> stands for <paramref name="file"/>.</param>
    /// <param name="file">The file that is saved or loaded.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The seconds that it printed, or else those that it took; null where the file system does not know its way (exit code 3).</returns>
    internal static async Task<double?> RunAsync(MemoryGroup group, string command, string file, CancellationToken cancellation)
    {
        var description = Describe(group, command);
        description.Environment["FILE"] = file;
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(description)!;
        var error = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode switch
        {
            0 => double.TryParse(output, System.Globalization.CultureInfo.InvariantCulture, out var printed) ? printed : elapsed,
            3 => null,
            var code => throw new InvalidOperationException($"'{command}' ended with {code}: {await error.ConfigureAwait(false)}"),
        };
    }
}
