using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IoPolicy.Testing;

/// <summary>Runs a child under <c>strace -f</c> and reads its system calls; can also make them fail.</summary>
public static partial class Strace
{
    /// <summary>Null where strace works here; else the reason why it does not.</summary>
    public static string? SkipReason { get; } = Probe();

    /// <summary>Skips the test where strace does not work.</summary>
    public static void Require()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Runs a child and returns how it ended, with the traced calls in the order of their returns.</summary>
    /// <param name="child">The child, from <see cref="ChildProcess.Start"/>.</param>
    /// <param name="trace">The calls to trace, by strace's names: <c>fadvise64,sync_file_range</c>.</param>
    /// <param name="inject">Faults, as strace's <c>inject=</c> takes them: <c>sync_file_range:error=EIO:when=1</c>.</param>
    public static (ProgramResult Result, IReadOnlyList<SystemCall> Calls) Run(ProcessStartInfo child, string trace, params string[] inject) =>
        RunOn([], child, trace, inject);

    /// <summary>As <see cref="Run"/>, but only calls that are about one of the paths are traced, counted and made to fail.</summary>
    public static (ProgramResult Result, IReadOnlyList<SystemCall> Calls) RunOn(IEnumerable<string> paths, ProcessStartInfo child, string trace, params string[] inject)
    {
        Require();
        using var scratch = new ScratchFolder();
        var output = scratch.File("trace");
        var start = new ProcessStartInfo(
            "strace",
            ["-f", .. Filter(inject), "-y", "-s", "0", "-e", "trace=" + trace, .. inject.SelectMany(fault => new[] { "-e", "inject=" + fault }), .. paths.SelectMany(path => new[] { "-P", path }), "-o", output, "--", child.FileName, .. child.ArgumentList]);
        foreach (var (name, value) in child.Environment)
        {
            start.Environment[name] = value;
        }

        var result = Shell.Run(start);
        return File.Exists(output)
            ? (result, Parse(File.ReadLines(output)))
            : throw new InvalidOperationException($"strace did not start the child: {result.Error}");
    }

    /// <summary>
    /// The kernel's own filter stops the child at the traced calls alone, which is several times as fast. strace 6.1
    /// loses a signal that it is to inject then, so not with one.
    /// </summary>
    private static string[] Filter(string[] inject) =>
        inject.Any(fault => fault.Contains(":signal=", StringComparison.Ordinal)) ? [] : ["--seccomp-bpf"];

    /// <summary>Reads strace's lines; a call that another thread's call interrupted comes in two, told apart by its thread.</summary>
    internal static IReadOnlyList<SystemCall> Parse(IEnumerable<string> lines)
    {
        var calls = new List<SystemCall>();
        var unfinished = new Dictionary<int, string>();
        foreach (var line in lines)
        {
            if (Line().Match(line) is not { Success: true } match)
            {
                continue;
            }

            var thread = int.Parse(match.Groups["thread"].Value, CultureInfo.InvariantCulture);
            var text = match.Groups["text"].Value;
            if (Unfinished().Match(text) is { Success: true } begin)
            {
                unfinished[thread] = begin.Groups["text"].Value;
                continue;
            }

            if (Resumed().Match(text) is { Success: true } end && unfinished.Remove(thread, out var first))
            {
                text = first + end.Groups["text"].Value;
            }

            if (Call().Match(text) is { Success: true } call)
            {
                calls.Add(new SystemCall(thread, call.Groups["name"].Value, call.Groups["arguments"].Value, call.Groups["result"].Value));
            }
        }

        return calls;
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "strace is Linux's.";
        }

        if (Tools.Missing("strace", "strace") is { } missing)
        {
            return missing;
        }

        var result = Shell.Run("strace", "-f", "-e", "trace=none", "true");
        return result.Succeeded ? null : $"strace does not work here: {result.Error.Trim()}";
    }

    [GeneratedRegex(@"^(?<thread>\d+)\s+(?<text>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?<text>.*?)\s*<unfinished \.\.\.>$")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>\s?(?<text>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(?<name>\w+)\((?<arguments>.*)\)\s+=\s(?<result>.*)$")]
    private static partial Regex Call();
}
