using System.Runtime.InteropServices;

namespace Package.Tests.Infrastructure;

/// <summary>Counts the cached pages of a file with <c>mincore</c>, without any code of IoPolicy.</summary>
internal static partial class MinCorePages
{
    private const int ReadOnly = 1; // PROT_READ
    private const int Shared = 1; // MAP_SHARED

    /// <summary>Counts the pages of a file, and those in the page cache. Mapping a file reads none of its pages.</summary>
    internal static (long Cached, long Pages) Count(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = (nuint)RandomAccess.GetLength(file);
        var address = Map(0, bytes, ReadOnly, Shared, (int)file.DangerousGetHandle(), 0);
        Assert.NotEqual(-1, address);
        try
        {
            var pages = new byte[(RandomAccess.GetLength(file) + Environment.SystemPageSize - 1) / Environment.SystemPageSize];
            Assert.Equal(0, MinCore(address, bytes, pages));
            return (pages.LongCount(static page => (page & 1) != 0), pages.Length);
        }
        finally
        {
            _ = Unmap(address, bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int MinCore(nint address, nuint length, [Out] byte[] pages);
}
