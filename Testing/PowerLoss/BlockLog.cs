using System.Buffers.Binary;

namespace IoPolicy.Testing;

/// <summary>The writes of a block device, in the format of the kernel's dm-log-writes, which <c>qemu-storage-daemon</c> writes.</summary>
internal sealed class BlockLog
{
    private const int SectorBytes = 512;
    private const ulong Magic = 0x6a736677736872;
    private const ulong Flush = 1;
    private const ulong Discard = 4;

    private readonly string _path;
    private readonly List<LoggedWrite> _writes = [];

    /// <summary>Reads the headers. The data stays in the file.</summary>
    internal BlockLog(string path)
    {
        _path = path;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        Span<byte> header = stackalloc byte[32];
        Assert.Equal(header.Length, RandomAccess.Read(file, header, 0));
        Assert.Equal(Magic, BinaryPrimitives.ReadUInt64LittleEndian(header));
        var count = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        for (long at = SectorBytes; (ulong)_writes.Count < count;)
        {
            Assert.Equal(header.Length, RandomAccess.Read(file, header, at));
            var sectors = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
            var flags = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
            var write = new LoggedWrite(
                BinaryPrimitives.ReadInt64LittleEndian(header) * SectorBytes,
                sectors * SectorBytes,
                (flags & Discard) != 0 ? null : at + SectorBytes,
                (flags & Flush) != 0);
            at += SectorBytes + (write.LogOffset is null ? 0 : write.Length);
            _writes.Add(write with { LogEnd = at });
        }
    }

    internal IReadOnlyList<LoggedWrite> Writes => _writes;

    /// <summary>Counts the writes in the first bytes of the log.</summary>
    internal int CountIn(long bytes) => _writes.Count(write => write.LogEnd <= bytes);

    /// <summary>Repeats logged writes on a disk image.</summary>
    internal void Apply(IEnumerable<LoggedWrite> writes, string image)
    {
        using var log = File.OpenHandle(_path, share: FileShare.ReadWrite);
        using var disk = File.OpenHandle(image, access: FileAccess.ReadWrite);
        foreach (var write in writes)
        {
            // A disk may return zeros for a discarded block.
            var data = new byte[write.Length];
            if (write.LogOffset is { } offset)
            {
                Assert.Equal(data.Length, RandomAccess.Read(log, data, offset));
            }

            RandomAccess.Write(disk, data, write.Offset);
        }
    }
}

/// <summary>A write to the device.</summary>
/// <param name="Offset">The offset of the first byte on the device.</param>
/// <param name="Length">The number of bytes; 0 for a flush.</param>
/// <param name="LogOffset">The offset of the data in the log; null for a discard.</param>
/// <param name="IsFlush">Whether this entry flushes the cache of the disk.</param>
internal sealed record LoggedWrite(long Offset, long Length, long? LogOffset, bool IsFlush)
{
    /// <summary>The offset at which the entry of the log ends.</summary>
    internal long LogEnd { get; init; }

    /// <summary>Splits the write into blocks. After a power loss, the disk has all of a block or nothing.</summary>
    internal IEnumerable<LoggedWrite> Blocks(int blockBytes)
    {
        for (long done = 0; done < Length; done += blockBytes)
        {
            yield return new LoggedWrite(Offset + done, Math.Min(blockBytes, Length - done), LogOffset + done, IsFlush: false);
        }
    }
}
