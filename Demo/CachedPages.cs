using IoPolicy;
using IoPolicy.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace Kv.Demo;

/// <summary>Counts the cached pages of the demo's files.</summary>
internal static class CachedPages
{
    /// <summary>Counts the cached pages of a file.</summary>
    /// <exception cref="CommandException">The kernel does not report them, so the demo cannot run.</exception>
    internal static long Of(SafeFileHandle file) => PageCache.GetResidency(file).CachedPages
        ?? throw new CommandException("the kernel does not report the cached pages of this file: cachestat is not available, and mincore is not reliable");
}
