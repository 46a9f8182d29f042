using IoPolicy;
using IoPolicy.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace Kv.Demo;

/// <summary>The one figure of <see cref="Residency"/> that the demo counts with.</summary>
internal static class CachedPages
{
    /// <summary>How many pages of a file are cached.</summary>
    /// <exception cref="CommandException">The kernel does not tell: without it there is no demo.</exception>
    internal static long Of(SafeFileHandle file) => PageCache.GetResidency(file).CachedPages
        ?? throw new CommandException("which pages are cached cannot be told here: neither cachestat nor mincore is to be believed for this file");
}
