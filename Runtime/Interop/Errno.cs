using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>The error numbers of Linux to which the runtime reacts (<c>asm-generic/errno.h</c>).</summary>
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
    /// Whether the error number of advice means that this system or this kind of file does not support the advice, or that a seccomp filter
    /// forbids it. Only a filter answers advice with <c>EPERM</c>; the kernel never does.
    /// </summary>
    internal static bool MeansUnsupported(int errno) => errno is NotPermitted or IllegalSeek or NoSystemCall or NotSupported;

    /// <summary>
    /// Whether the error number of a failed write-back means that data is at risk. For a file that cannot be synchronized, such as a pipe, it
    /// does not. <c>EROFS</c> means data loss: ext4 with <c>errors=remount-ro</c> returns it after the journal has aborted, and earlier writes
    /// are lost.
    /// </summary>
    internal static bool MeansDataAtRisk(int errno) =>
        errno == NotPermitted || (errno is not (0 or BadDescriptor or Invalid) && !MeansUnsupported(errno));

    /// <summary>Whether the error number means that the process or the system has no free descriptor.</summary>
    internal static bool MeansTooManyFiles(int errno) => errno is TooManyFiles or FileTableOverflow;

    internal static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
