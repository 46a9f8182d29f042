namespace IoPolicy.CommandLine;

/// <summary>Formats the times in a checkpoint file: seconds since 1970, 0 for unknown.</summary>
internal static class UnixTime
{
    /// <summary>9999-12-31T23:59:59Z, the last second of <see cref="DateTimeOffset"/>. A damaged file may contain any number.</summary>
    private const ulong Last = 253_402_300_799;

    internal static string Write(ulong seconds)
    {
        var text = new LineText();
        Write(text, seconds);
        return text.Text.ToString();
    }

    /// <summary>Appends a time: 2026-01-02 03:04:05Z.</summary>
    internal static void Write(LineText line, ulong seconds)
    {
        switch (seconds)
        {
            case 0:
                line.Append("unknown");
                break;
            case > Last:
                line.Append(seconds, "");
                line.Append(" s");
                break;
            default:
                line.Append(DateTimeOffset.FromUnixTimeSeconds((long)seconds), "u");
                break;
        }
    }
}
