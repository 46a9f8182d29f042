using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary><c>struct cachestat</c> of <c>linux/mman.h</c>, in pages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStat
{
    internal ulong Cached;
    internal ulong Dirty;
    internal ulong WriteBack;
    internal ulong Evicted;
    internal ulong RecentlyEvicted;
}
