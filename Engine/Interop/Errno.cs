using System.Runtime.InteropServices;

namespace KvCache.Interop;

/// <summary>Error numbers of Linux by their C names (<c>asm-generic/errno.h</c>), and their meaning for a file.</summary>
internal static class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int EAGAIN = 11;
    internal const int ENOMEM = 12;
    internal const int ENODEV = 19;
    internal const int ENOTDIR = 20;
    internal const int EISDIR = 21;
    internal const int EINVAL = 22;
    internal const int ENFILE = 23;
    internal const int EMFILE = 24;
    internal const int ENOSYS = 38;
    internal const int ELOOP = 40;

    /// <summary>Whether the number means that the file does not exist.</summary>
    internal static bool MeansMissing(int errno) => errno is ENOENT or ENOTDIR;

    /// <summary>
    /// Whether the number means that the name is not a regular file's: a link (O_NOFOLLOW), a socket or a device without a
    /// driver, or a directory opened for writing.
    /// </summary>
    internal static bool MeansOtherKind(int errno) => errno is ELOOP or ENXIO or ENODEV or EISDIR;

    /// <summary>
    /// Whether the number means that this process or machine is short of descriptors or memory. That is temporary, and says
    /// nothing about the file.
    /// </summary>
    internal static bool MeansShortage(int errno) => errno is EMFILE or ENFILE or ENOMEM;

    /// <summary>
    /// Whether .NET or this class created the exception from a number of <see cref="MeansShortage"/>. Both keep the number in HResult.
    /// </summary>
    internal static bool IsShortage(IOException error) => MeansShortage(error.HResult);

    /// <summary>Creates the exception of a failed call.</summary>
    /// <param name="path">The path of the call.</param>
    /// <param name="what">The failed step, as the middle of the message.</param>
    /// <param name="errno">The error number, which becomes the exception's HResult, as in .NET.</param>
    internal static IOException Exception(string path, string what, int errno) => new($"{path}: {what}: {Describe(errno)}", errno);

    /// <summary>The system's text for a failed read or write; on other systems than Linux, the message of .NET.</summary>
    internal static string Describe(IOException error) => OperatingSystem.IsLinux() && error.HResult is > 0 and < 4096 ? Describe(error.HResult) : error.Message;

    /// <summary>The system's text for a number, in lower case.</summary>
    internal static string Describe(int errno)
    {
        var words = Marshal.GetPInvokeErrorMessage(errno);
        return char.ToLowerInvariant(words[0]) + words[1..];
    }
}
