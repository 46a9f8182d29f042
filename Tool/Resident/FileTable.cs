using System.Runtime.InteropServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tool.Resident;

/// <summary>The files of the measured processes or paths. Each file is measured once, however many processes and names it has.</summary>
internal sealed class FileTable
{
    /// <summary>O_PATH: identifies a file without opening it, because opening a device can act on it (open(2)).</summary>
    private const int OpenPathOnly = 0x20_0000;

    private readonly Dictionary<(uint Major, uint Minor, ulong Inode), FileEntry> _files = [];
    private readonly Dictionary<string, FileEntry> _unidentified = new(StringComparer.Ordinal);

    internal IEnumerable<FileEntry> Files => _files.Values.Concat(_unidentified.Values);

    /// <summary>Measures a file.</summary>
    /// <param name="path">The path to open, such as <c>/proc/PID/fd/3</c>.</param>
    /// <param name="name">The path to show.</param>
    /// <param name="inode">The expected inode number; 0: any. A path can lead to another file than the one that a process has mapped.</param>
    /// <returns>The file, also if it cannot be opened or measured; null if the path leads to no regular file.</returns>
    internal FileEntry? Add(string path, string name, ulong inode = 0)
    {
        using var identity = Native.Open(path, OpenPathOnly | Native.OpenCloseOnExec);
        if (identity.IsInvalid)
        {
            return AddUnidentified(name, Errors.Describe(Marshal.GetLastPInvokeError()));
        }

        if (Kernel.Status(identity, out var status, StatX.Basic) is not 0 and var error)
        {
            return AddUnidentified(name, Errors.Describe(error));
        }

        if (!status.IsRegular)
        {
            return null;
        }

        if (inode != 0 && status.InodeNumber != inode)
        {
            return AddUnidentified(name, "the path now leads to another file, and opening the mapped file needs CAP_CHECKPOINT_RESTORE");
        }

        var key = (status.DeviceMajor, status.DeviceMinor, status.InodeNumber);
        if (!_files.TryGetValue(key, out var file))
        {
            _files.Add(key, file = Measure(identity, name, status));
        }

        return file;
    }

    /// <summary>Adds a file of which only the name is known.</summary>
    internal FileEntry AddUnidentified(string name, string reason)
    {
        if (!_unidentified.TryGetValue(name, out var file))
        {
            _unidentified.Add(name, file = FileEntry.Unmeasured(name, reason));
        }

        return file;
    }

    private static FileEntry Measure(SafeFileHandle identity, string name, StatX status)
    {
        const string DeletedMark = " (deleted)";
        var isDeleted = status.Links == 0;
        var path = isDeleted && name.EndsWith(DeletedMark, StringComparison.Ordinal) ? name[..^DeletedMark.Length] : name;

        // The path of the descriptor leads to the identified file, even if the name now leads to another one. O_NONBLOCK has the same
        // reason as in Kernel.OpenForAdvice: the open must not wait for the other end of a pipe.
        using var file = Native.Open(
            $"/proc/self/fd/{identity.DangerousGetHandle()}", Native.OpenReadOnly | Native.OpenNonBlocking | Native.OpenCloseOnExec);
        if (file.IsInvalid)
        {
            var reason = Errors.Describe(Marshal.GetLastPInvokeError());
            var pages = new Residency { PageSize = Kernel.PageSize, FilePages = PageSpan.Of((long)status.Length, ByteRange.WholeFile).Count };
            return FileEntry.Measured(path, isDeleted, pages, reason);
        }

        var residency = PageCache.GetResidency(file);
        return FileEntry.Measured(path, isDeleted, residency, residency.IsKnown ? null : UnknownResidency.Explain(file).Reason);
    }
}
