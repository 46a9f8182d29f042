using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>The error numbers that are told apart, as <c>asm-generic/errno.h</c> has them.</summary>
internal static class Errno
{
    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int BadDescriptor = 9;
    internal const int Again = 11;
    internal const int AccessDenied = 13;
    internal const int Exists = 17;
    internal const int Invalid = 22;
    internal const int FileTableOverflow = 23;
    internal const int TooManyFiles = 24;
    internal const int NoSpace = 28;
    internal const int IllegalSeek = 29;
    internal const int ReadOnlyFileSystem = 30;
    internal const int Range = 34;
    internal const int NoLocks = 37;
    internal const int NoSystemCall = 38;
    internal const int NoData = 61;
    internal const int NotSupported = 95;
    internal const int Quota = 122;

    /// <summary>
    /// Whether advice that was answered with the number is unsupported: this system, this process (<c>EPERM</c>, by a
    /// seccomp filter: the kernel itself never answers advice with it), or this kind of file has none.
    /// </summary>
    internal static bool MeansUnsupported(int errno) => errno is NotPermitted or IllegalSeek or NoSystemCall or NotSupported;

    /// <summary>
    /// Whether a failed write-back says something about the data, rather than about the call: a descriptor that cannot
    /// be synchronised at all loses nothing. <c>EROFS</c> does: ext4 with <c>errors=remount-ro</c> answers it after an
    /// abort, and what was written before then is lost.
    /// </summary>
    internal static bool MeansDataAtRisk(int errno) =>
        errno == NotPermitted || (errno is not (0 or BadDescriptor or Invalid) && !MeansUnsupported(errno));

    /// <summary>Whether the process, or the system, has no free descriptor.</summary>
    internal static bool MeansTooManyFiles(int errno) => errno is TooManyFiles or FileTableOverflow;

    internal static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
