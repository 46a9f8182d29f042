using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>The system calls, as glibc and musl export them. The marshaller holds the handle across each call.</summary>
internal static partial class Native
{
    internal const int AdviceNormal = 0;
    internal const int AdviceRandom = 1;
    internal const int AdviceSequential = 2;
    internal const int AdviceWillNeed = 3;
    internal const int AdviceDontNeed = 4;

    /// <summary>Returns the error number itself; it does not set errno.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int FileAdvise(SafeFileHandle file, long offset, long length, int advice);
}
