using System.Globalization;

namespace IoPolicy.Testing;

/// <summary>Skips tests whose signals cannot reach a child process.</summary>
public static class Signals
{
    /// <summary>Skips the test if this process ignores the signal. A child process inherits this, and .NET does not change it.</summary>
    public static void Require(int signal) =>
        Assert.SkipWhen(IsIgnored(signal), $"The parent of the tests (nohup, or a shell's &) ignores signal {signal}, and .NET keeps it ignored.");

    /// <summary>Whether this process ignores the signal: proc_pid_status(5), bit <i>n</i> − 1 of SigIgn.</summary>
    public static bool IsIgnored(int signal)
    {
        var mask = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..];
        return (ulong.Parse(mask.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }
}
