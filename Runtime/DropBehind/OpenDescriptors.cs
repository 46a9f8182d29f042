using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>The open descriptors of this process, including those that native code has opened.</summary>
internal static class OpenDescriptors
{
    private const string Directory = "/proc/self/fd";

    /// <summary>Whether this process has a file open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="forWriting">Whether only a descriptor that was opened for writing counts.</param>
    internal static bool Contains(FileIdentity file, bool forWriting)
    {
        foreach (var descriptor in System.IO.Directory.EnumerateFileSystemEntries(Directory))
        {
            // Another thread may have closed the descriptor meanwhile.
            using var opened = Kernel.OpenForStatus(descriptor);
            if (opened is not null
                && Kernel.Status(opened, out var status) == 0
                && FileIdentity.Of(status) == file
                && (!forWriting || IsOpenForWriting(Path.GetFileName(descriptor))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a descriptor was opened for writing: the octal line <c>flags:</c> of <c>fdinfo</c> has the access mode (proc(5)).</summary>
    private static bool IsOpenForWriting(string descriptor)
    {
        const string Label = "flags:";
        var flags = File.ReadLines($"/proc/self/fdinfo/{descriptor}").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
        return flags is not null && (Convert.ToInt64(flags[Label.Length..].Trim(), 8) & Native.AccessMode) != Native.OpenReadOnly;
    }
}
