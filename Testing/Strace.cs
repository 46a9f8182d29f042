using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IoPolicy.Testing;

/// <summary>Runs a child under <c>strace -f</c>, reads its system calls, and can make them fail.</summary>
public static partial class Strace
{
    /// <summary>The reason why strace does not work here; null if it works.</summary>
    public static string? SkipReason { get; } = Probe();

    /// <summary>Skips the test if strace does not work.</summary>
    public static void Require()
    {
        if (SkipReason is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    /// <summary>Runs a child and returns its result and the traced calls, in the order of their returns.</summary>
    /// <param name="child">The child, from <see cref="ChildProcess.Start"/>.</param>
    /// <param name="trace">The calls to trace, by their names in strace: <c>fadvise64,sync_file_range</c>.</param>
    /// <param name="inject">Faults in the syntax of strace's <c>inject=</c>: <c>sync_file_range:error=EIO:when=1</c>.</param>
    public static (ProgramResult Result, IReadOnlyList<SystemCall> Calls) Run(ProcessStartInfo child, string trace, params string[] inject) =>
        RunOn([], child, trace, inject);

    /// <summary>Does the same as <see cref="Run"/>, but traces, counts and fails only calls on the given paths.</summary>
    public static (ProgramResult Result, IReadOnlyList<SystemCall> Calls) RunOn(IEnumerable<string> paths, ProcessStartInfo child, string trace, params string[] inject)
    {
        Require();
        using var scratch = new ScratchDirectory();
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
    /// Enables the kernel's seccomp filter, so the child stops only at the traced calls. The child then runs several times faster.
    /// strace 6.1 loses injected signals with the filter, so signals disable the filter.
    /// </summary>
    private static string[] Filter(string[] inject) =>
        inject.Any(fault => fault.Contains(":signal=", StringComparison.Ordinal)) ? [] : ["--seccomp-bpf"];

    /// <summary>Parses the lines of strace. Joins the two halves of a call that strace splits for the call of another thread.</summary>
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
            return "strace needs Linux.";
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

/// <summary>A system call as strace prints it. A path follows each descriptor: <c>3&lt;/path&gt;</c>.</summary>
public sealed record SystemCall(int Thread, string Name, string Arguments, string Result)
{
    /// <summary>Whether strace injected the failure.</summary>
    public bool IsInjected => Result.EndsWith("(INJECTED)", StringComparison.Ordinal);
}
