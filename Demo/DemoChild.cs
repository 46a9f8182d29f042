using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kv.Demo.Memory;
using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>One way of saving and loading, run in a child process, under a memory limit where there can be one.</summary>
internal static class DemoChild
{
    /// <summary>The hidden command that it is.</summary>
    internal const string Command = "demo-pass";

    /// <summary>Runs the child to its end.</summary>
    /// <param name="way">How it saves and loads.</param>
    /// <param name="options">How much.</param>
    /// <param name="scratch">Where.</param>
    /// <param name="group">Its memory cgroup; null: no limit.</param>
    /// <param name="stage">Told what the child begins.</param>
    /// <param name="cancellation">Kills the child.</param>
    /// <exception cref="CommandException">The child failed, or the weights were not charged to the group.</exception>
    internal static async Task<PassResult> RunAsync(
        DemoWay way, DemoOptions options, ScratchSpace scratch, MemoryGroup? group, Action<string> stage, CancellationToken cancellation)
    {
        using var child = Process.Start(KvProcess.Describe(group?.MembersFile, Arguments(way, options, scratch, group)))
            ?? throw new CommandException("the child process of the demo could not be started");
        try
        {
            var complaints = child.StandardError.ReadToEndAsync(cancellation);
            PassResult? result = null;
            while (await child.StandardOutput.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                var message = JsonSerializer.Deserialize(line, ProtocolJson.Default.PassMessage)!;
                result = message.Result ?? result;
                if (message.Stage is { } name)
                {
                    stage(name);
                    EnsureCharged(message.ChargedBytes, options);
                }
            }

            await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return result ?? throw new CommandException(await ExplainAsync(child, complaints, group).ConfigureAwait(false));
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

    private static IEnumerable<string> Arguments(DemoWay way, DemoOptions options, ScratchSpace scratch, MemoryGroup? group) =>
    [
        Command,
        "--way", way.ToString(),
        "--weights", scratch.File("weights.bin"),
        "--checkpoint", scratch.File("checkpoint.kv"),
        "--tokens", options.Tokens.ToString(CultureInfo.InvariantCulture),
        .. group is null ? (IEnumerable<string>)[] : ["--usage", group.UsageFile],
    ];

    /// <summary>The weights compete with the checkpoint only if they are charged to the same group.</summary>
    private static void EnsureCharged(long? charged, DemoOptions options)
    {
        if (charged < options.WeightsBytes)
        {
            throw new CommandException(
                $"{Formatting.Bytes(charged.Value)} are charged to the child's memory cgroup, expected the {options.WeightsMiB} MiB of weights: another process has them cached");
        }
    }

    private static async Task<string> ExplainAsync(Process child, Task<string> complaints, MemoryGroup? group)
    {
        var said = (await complaints.ConfigureAwait(false)).Trim();
        return said.Length > 0
            ? said.StartsWith("kv: ", StringComparison.Ordinal) ? said[4..] : said
            : child.ExitCode == ExitCode.SignalBase + 9 && group is not null
                ? "the kernel killed the demo's child for want of memory; allow it more with --limit-mib"
                : $"the demo's child ended with exit code {child.ExitCode} and no result";
    }
}
