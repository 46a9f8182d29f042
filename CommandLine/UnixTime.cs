using System.Globalization;

namespace IoPolicy.CommandLine;

/// <summary>Formats the times of the file format: seconds since 1970, 0 for unknown.</summary>
internal static class UnixTime
{
    /// <summary>9999-12-31T23:59:59Z, the last second of <see cref="DateTimeOffset"/>. A damaged file may contain any number.</summary>
    private const ulong Last = 253_402_300_799;

    internal static string Write(ulong seconds) => seconds switch
    {
        0 => "unknown",
        > Last => seconds.ToString(CultureInfo.InvariantCulture) + " s",
        _ => DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };
}
