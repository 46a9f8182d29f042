using System.Globalization;

namespace IoPolicy.Tool.Resident;

/// <summary>A mapping of a file: a line of <c>/proc/PID/maps</c>.</summary>
/// <param name="Range">The addresses as <c>maps</c> has them, such as <c>7f0c34e5b000-7f0c34e5d000</c>.</param>
/// <param name="FirstAddress">The first address.</param>
/// <param name="Pages">The length in pages.</param>
/// <param name="FirstPage">The first page of the file in the mapping.</param>
/// <param name="Device">The device, such as <c>fe:00</c>. On btrfs and overlayfs, it differs from the device that <c>stat</c> reports.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="Path">The path in the mount namespace of the process.</param>
internal sealed record FileMapping(string Range, long FirstAddress, long Pages, long FirstPage, string Device, ulong Inode, string Path)
{
    /// <summary>Parses a line. Returns null if the line describes memory without a file.</summary>
    internal static FileMapping? Parse(string line)
    {
        // 7f0c34e5b000-7f0c34e5d000 r--s 00000000 fe:00 1583   /path
        var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 6
            || !fields[5].StartsWith('/')
            || !ulong.TryParse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture, out var inode)
            || inode == 0
            || fields[0].Split('-') is not [var first, var end])
        {
            return null;
        }

        // maps(5) writes a line break in a path as \012, and nothing else.
        var size = Environment.SystemPageSize;
        return new FileMapping(
            fields[0], Hex(first), (Hex(end) - Hex(first)) / size, Hex(fields[2]) / size, fields[3], inode, fields[5].Replace("\\012", "\n", StringComparison.Ordinal));
    }

    private static long Hex(string text) => long.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
