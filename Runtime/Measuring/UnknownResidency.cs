using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Says why a file has no residency figure.</summary>
internal static class UnknownResidency
{
    internal static (InertCause Cause, string Reason) Explain(SafeFileHandle file)
    {
        var error = Kernel.Status(file, out var status);
        return error != 0 ? (InertCause.Unmeasured, $"its kind is unknown: {Errno.Describe(error)}")
            : status.IsDirectory ? (InertCause.Directory, "it is a directory, not a file")
            : !status.IsRegular ? (InertCause.Unmeasured, "it is a pipe, a socket or a device")
            : FileSystemKind.IsFuse(file)
                ? (InertCause.Fuse, "it is on FUSE, whose server reads another file, and the pages of that file stay")
            : FileSystemKind.IsUnknown(file) ? (InertCause.Unmeasured, "its file system is unknown")
            : MinCore.TellsTheTruth(file, (long)status.Length) == false
                ? (InertCause.Unmeasured, "the caller neither owns the file nor may write it")
            : (InertCause.Unmeasured, "neither cachestat nor mincore answers for it here");
    }
}
