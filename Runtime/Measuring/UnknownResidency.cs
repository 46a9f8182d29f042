using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Explains why the number of cached pages of a file is unknown.</summary>
internal static class UnknownResidency
{
    internal static (IneffectiveCause Cause, string Reason) Explain(SafeFileHandle file)
    {
        var error = Kernel.Status(file, out var status);
        return error != 0 ? (IneffectiveCause.Unmeasured, $"its kind is unknown: {Errno.Describe(error)}")
            : status.IsDirectory ? (IneffectiveCause.Directory, "it is a directory, not a file")
            : !status.IsRegular ? (IneffectiveCause.Unmeasured, "it is a pipe, a socket or a device")
            : FileSystemKind.IsFuse(file)
                ? (IneffectiveCause.Fuse, "it is on FUSE, whose server reads another file, and the pages of that file stay")
            : FileSystemKind.IsUnknown(file) ? (IneffectiveCause.Unmeasured, "its file system is unknown")
            : MinCore.IsReliable(file, (long)status.Length) == false
                ? (IneffectiveCause.Unmeasured, "the caller neither owns the file nor may write it")
            : (IneffectiveCause.Unmeasured, "neither cachestat nor mincore answers for it here");
    }
}
