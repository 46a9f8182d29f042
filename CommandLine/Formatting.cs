using System.Globalization;

namespace IoPolicy.CommandLine;

/// <summary>Formats numbers for people. The locale has no effect.</summary>
internal static class Formatting
{
    internal const long KiB = 1024;
    internal const long MiB = 1024 * KiB;
    internal const long GiB = 1024 * MiB;

    internal static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Appends the text of <see cref="Count(long)"/>.</summary>
    internal static void Count(LineText line, long value) => line.Append(value, value is > -1000 and < 1000 ? "" : "N0");

    /// <summary>Formats a count with its noun: "1 file", "2 files".</summary>
    internal static string Count(long value, string thing) => value == 1 ? $"1 {thing}" : $"{Count(value)} {thing}s";

    internal static string Bytes(long value)
    {
        var (scaled, unit) = Scaled(value);
        return value < KiB ? string.Create(CultureInfo.InvariantCulture, $"{value} B") : string.Create(CultureInfo.InvariantCulture, $"{scaled / 10}.{scaled % 10} {unit}");
    }

    /// <summary>Appends the text of <see cref="Bytes(long)"/>.</summary>
    internal static void Bytes(LineText line, long value)
    {
        if (value < KiB)
        {
            line.Append(value, "");
            line.Append(" B");
            return;
        }

        var (scaled, unit) = Scaled(value);
        line.Append(scaled / 10, "");
        line.Append('.');
        line.Append(scaled % 10, "");
        line.Append(' ');
        line.Append(unit);
    }

    /// <summary>Formats a score with four significant digits, because scores differ by orders of magnitude.</summary>
    internal static string Score(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    internal static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:F3} s");

    /// <summary>Formats a part of a whole in percent. The share of an empty whole is 0 %.</summary>
    internal static string Share(long part, long whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{(whole == 0 ? 0 : 100.0 * part / whole):F1} %");

    /// <summary>
    /// Scales a number of bytes to tenths of a unit, rounded half to even as .NET's format F1 does. That format uses
    /// arbitrary-precision arithmetic, which is slow in a long listing.
    /// </summary>
    private static (long Tenths, string Unit) Scaled(long value)
    {
        var (unit, name) = value < MiB ? (KiB, "KiB") : value < GiB ? (MiB, "MiB") : (GiB, "GiB");
        var (tenths, rest) = Math.DivRem(value % unit * 10, unit);
        tenths += value / unit * 10;
        return (2 * rest > unit || (2 * rest == unit && tenths % 2 == 1) ? tenths + 1 : tenths, name);
    }
}
