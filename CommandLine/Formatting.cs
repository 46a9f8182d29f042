using System.Globalization;

namespace IoPolicy.CommandLine;

/// <summary>Formats numbers for people. The locale has no effect.</summary>
internal static class Formatting
{
    internal const long KiB = 1024;
    internal const long MiB = 1024 * KiB;
    internal const long GiB = 1024 * MiB;

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Formats a count with its noun: "1 file", "2 files".</summary>
    internal static string Count(long value, string thing) => value == 1 ? $"1 {thing}" : $"{Count(value)} {thing}s";

    internal static string Bytes(long value) => value switch
    {
        < KiB => string.Create(CultureInfo.InvariantCulture, $"{value} B"),
        < MiB => Scaled(value, KiB, "KiB"),
        < GiB => Scaled(value, MiB, "MiB"),
        _ => Scaled(value, GiB, "GiB"),
    };

    /// <summary>Formats a score with four significant digits, because scores differ by orders of magnitude.</summary>
    internal static string Score(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    internal static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F3} s");

    /// <summary>Formats a part of a whole in percent. The share of an empty whole is 0 %.</summary>
    internal static string Share(long part, long whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{(whole == 0 ? 0 : 100.0 * part / whole):F1} %");

    private static string Scaled(long value, long unit, string name) => string.Create(CultureInfo.InvariantCulture, $"{(double)value / unit:F1} {name}");
}
