namespace KvCache;

/// <summary>Warnings for the owner of a cache directory.</summary>
internal static class DirectoryWarnings
{
    private const UnixFileMode Readable = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Writable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    internal static IReadOnlyList<string> Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        var mode = File.GetUnixFileMode(path);
        var octal = Convert.ToString((int)mode, 8).PadLeft(4, '0');
        return (mode & Writable) != 0 ? [$"{path}: others may write this directory (mode {octal}), so they can replace its files and hold its lock: use mode 0700"]
            : (mode & Readable) != 0 ? [$"{path}: others may open this directory (mode {octal}), so they can hold its lock and stop each save: use mode 0700"]
            : [];
    }
}
