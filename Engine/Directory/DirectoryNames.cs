using System.Buffers;
using System.Runtime.CompilerServices;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>Reads the names of a directory's cache files without a string for each.</summary>
internal static class DirectoryNames
{
    private const int BufferBytes = 64 << 10;

    /// <summary>
    /// Gets the names in the order of getdents64, in batches. Each batch except the last has at least the given number of names,
    /// and is valid until the next one is requested. Moves the offset of the handle.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal static IEnumerable<IReadOnlyList<CacheFileName>> Read(SafeFileHandle directory, string path, int batchFiles)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var names = new List<CacheFileName>();
            int count;
            do
            {
                count = Posix.ReadEntries(directory, path, buffer);
                Add(names, buffer.AsSpan(0, count));
                if (names.Count >= batchFiles || (count == 0 && names.Count > 0))
                {
                    yield return names;
                    names.Clear();
                }
            }
            while (count > 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(List<CacheFileName> names, ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            var name = entries[Posix.EntryNameOffset..Posix.EntryLength(entries)];
            if (CacheFileName.TryParse(name[..name.IndexOf((byte)0)], out var ours))
            {
                names.Add(ours);
            }

            entries = entries[Posix.EntryLength(entries)..];
        }
    }
}
