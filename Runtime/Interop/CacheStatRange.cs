using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary><c>struct cachestat_range</c> of <c>linux/mman.h</c>; a length of 0 reaches to the end of the file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStatRange
{
    internal ulong Offset;
    internal ulong Length;
}
