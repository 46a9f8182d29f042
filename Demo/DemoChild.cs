using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IoPolicy.CommandLine;
using Kv.Demo.Memory;

namespace Kv.Demo;

/// <summary>Runs one way of saving and loading in a child process, with a memory limit if the system allows one.</summary>
internal static class DemoChild
{
    /// <summary>The hidden command of the child.</summary>
    internal const string Command = "demo-pass";

    /// <summary>Runs the child and returns its measurements.</summary>
    /// <param name="way">The way of saving and loading.</param>
    /// <param name="options">The options of the demo.</param>
    /// <param name="scratch">The directory of the weights and the checkpoint.</param>
    /// <param name="group">The memory cgroup of the child; null: no limit.</param>
    /// <param name="stage">Called with the name of each stage when it begins.</param>
    /// <param name="cancellation">Kills the child.</param>
    /// <exception cref="CommandException">The child failed, or the weights were not charged to the group.</exception>
    internal static async Task<ChildResult> RunAsync(
        DemoWay way, DemoOptions options, ScratchSpace scratch, MemoryCgroup? group, Action<string> stage, CancellationToken cancellation)
    {
        using var child = Process.Start(KvProcess.Describe(group?.MembersFile, Arguments(way, options, scratch, group)))
            ?? throw new CommandException("the child process of the demo did not start");
        try
        {
            var errors = child.StandardError.ReadToEndAsync(cancellation);
            ChildResult? result = null;
            while (await child.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                var message = JsonSerializer.Deserialize(line, ProtocolJson.Default.ChildMessage)!;
                result = message.Result ?? result;
                if (message.Stage is { } name)
                {
                    stage(name);
                    EnsureCharged(message.ChargedBytes, options);
                }
            }

            await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return result ?? throw new CommandException(await ExplainAsync(child, errors, group).ConfigureAwait(false));
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill();
                await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static IEnumerable<string> Arguments(DemoWay way, DemoOptions options, ScratchSpace scratch, MemoryCgroup? group) =>
    [
        Command,
        "--way", way.ToString(),
        "--weights", scratch.File("weights.bin"),
        "--checkpoint", scratch.File("checkpoint.kv"),
        "--tokens", options.Tokens.ToString(CultureInfo.InvariantCulture),
        .. group is null ? (IEnumerable<string>)[] : ["--usage", group.UsageFile],
    ];

    /// <summary>Checks that the weights are charged to the group. Only then do they compete with the checkpoint for memory.</summary>
    private static void EnsureCharged(long? charged, DemoOptions options)
    {
        if (charged < options.WeightsBytes)
        {
            throw new CommandException(
                $"the child's memory cgroup is charged with {Formatting.Bytes(charged.Value)}, expected {options.WeightsMiB} MiB of weights: another process has cached them");
        }
    }

    private static async Task<string> ExplainAsync(Process child, Task<string> errors, MemoryCgroup? group)
    {
        var error = (await errors.ConfigureAwait(false)).Trim();
        return error.Length > 0
            ? error.StartsWith("kv: ", StringComparison.Ordinal) ? error[4..] : error
            : child.ExitCode == ExitCode.SignalBase + 9 && group is not null
                ? "the kernel killed the demo's child because its memory limit is too low; raise it with --limit-mib"
                : $"the demo's child ended with exit code {child.ExitCode} and no result";
    }
}
