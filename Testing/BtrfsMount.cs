namespace IoPolicy.Testing;

/// <summary>
/// btrfs on a loop device. btrfs verifies checksums of data. After a byte of a block changes on the device, the kernel fails each read of
/// the block with EIO, as for a bad sector.
/// </summary>
public sealed class BtrfsMount() : LoopMount("btrfs", "btrfs-progs", "-q")
{
    /// <summary>The number of bytes of the file that identify its block on the device.</summary>
    private const int PatternBytes = 64;

    /// <summary>The number of bytes of the device in each step of the search.</summary>
    private const int PieceBytes = 1 << 20;

    /// <summary>
    /// Makes the block at an offset of a file unreadable until the result is disposed of. The 64 bytes at the offset must be
    /// unique on the file system. The file must have at least 4,096 bytes, because btrfs stores smaller files in metadata,
    /// which has a second copy.
    /// </summary>
    public IDisposable Damage(string path, long offset)
    {
        var pattern = new byte[PatternBytes];
        using (var file = File.OpenHandle(path, access: FileAccess.ReadWrite, share: FileShare.ReadWrite | FileShare.Delete))
        {
            RandomAccess.FlushToDisk(file);
            Assert.Equal(PatternBytes, RandomAccess.Read(file, pattern, offset));
        }

        _ = Shell.Run("sync", "-f", path).OrThrow();
        var damage = new DamagedBlocks(Scratch.File("image"), path, Find(pattern));
        damage.Flip();
        return damage;
    }

    private List<long> Find(byte[] pattern)
    {
        var found = new List<long>();
        using var image = File.OpenHandle(Scratch.File("image"), share: FileShare.ReadWrite);
        var piece = new byte[PieceBytes + PatternBytes - 1];
        for (var start = 0L; RandomAccess.Read(image, piece, start) is > 0 and var count; start += PieceBytes)
        {
            for (int from = 0, at; from < count && (at = piece.AsSpan(from, count - from).IndexOf(pattern)) >= 0; from += at + 1)
            {
                found.Add(start + from + at);
            }
        }

        Assert.NotEmpty(found);
        return found;
    }

    /// <summary>The inverted bytes of the device. Dispose restores them.</summary>
    private sealed class DamagedBlocks(string image, string path, List<long> offsets) : IDisposable
    {
        public void Dispose() => Flip();

        /// <summary>Inverts the first byte of each block, and drops the file's pages so that the next read goes to the device.</summary>
        internal void Flip()
        {
            using (var file = File.OpenHandle(image, access: FileAccess.ReadWrite, share: FileShare.ReadWrite))
            {
                Span<byte> one = stackalloc byte[1];
                foreach (var offset in offsets)
                {
                    _ = RandomAccess.Read(file, one, offset);
                    one[0] ^= 0xFF;
                    RandomAccess.Write(file, one, offset);
                }
            }

            if (File.Exists(path))
            {
                using var damaged = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
                _ = PageCache.Drop(damaged);
            }
        }
    }
}
