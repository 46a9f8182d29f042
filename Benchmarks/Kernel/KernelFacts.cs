using System.IO.MemoryMappedFiles;

namespace IoPolicy.Benchmarks.Kernel;

/// <summary>The kernel's behaviors that IoPolicy depends on. Each is an operation on a file, and a figure such as the pages left in the cache.</summary>
internal static class KernelFacts
{
    private const int Window = DropBehindStream.DefaultWindowBytes;
    private const int Page = 4096;

    /// <summary>A pause in which the kernel completes a write-back that it has started.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(2);

    internal static IReadOnlyList<KernelFact> All { get; } =
    [
        new("write 128 MiB, `DONTNEED` at once: pages left", "advice alone is unreliable on fresh writes", "%", file =>
        {
            RawKernel.Advise(file.Fill().Handle, RawKernel.DontNeed);
            return file.CachedShare;
        }),
        new("… and a second `DONTNEED` 2 s later: pages left", "only the write-back was missing", "%", file =>
        {
            RawKernel.Advise(file.Fill().Handle, RawKernel.DontNeed);
            Thread.Sleep(SettlingTime);
            RawKernel.Advise(file.Handle, RawKernel.DontNeed);
            return file.CachedShare;
        }),
        new("write, `sync_file_range` with waits, `DONTNEED`: pages left", "a write policy does this, except on overlayfs", "%", file =>
        {
            RawKernel.WriteBack(file.Fill().Handle);
            RawKernel.Advise(file.Handle, RawKernel.DontNeed);
            return file.CachedShare;
        }),
        new("write, `fdatasync`, `DONTNEED`: pages left", "`Durable = true` does this, and so do all policies on overlayfs", "%", file =>
        {
            RawKernel.SyncData(file.Fill().Handle);
            RawKernel.Advise(file.Handle, RawKernel.DontNeed);
            return file.CachedShare;
        }),
        new("write through `DropBehindStream`, a window of 16 MiB: the peak, in windows", "the bound while a method runs", "×", file => WindowedPeak(file)),
        new("read 128 MiB, `DONTNEED`: pages left", "a read policy needs no write-back", "%", file =>
        {
            RawKernel.Advise(file.FillCold().MakeResident().Handle, RawKernel.DontNeed);
            return file.CachedShare;
        }),
        new("half the file mapped and touched, `DONTNEED`: pages left", "mapped pages cannot be dropped", "%", MappedShare),
        new("8,292 bytes, `DONTNEED` of (0, 8,292): pages left", "the last page is dropped if the range reaches the end", "pages", file => Ranged(file, 8_292, 0, 8_292)),
        new("8,292 bytes, `DONTNEED` of (0, 8,242): pages left", "… and otherwise stays cached", "pages", file => Ranged(file, 8_292, 0, 8_242)),
        new("256 KiB in writes of a page, `DONTNEED` of bytes 100 to 41,060: pages dropped", "only whole pages are dropped: 9 of the 11 in the range", "pages", file =>
        {
            SmallWrites(file, 256 << 10);
            var before = file.CachedPages;
            RawKernel.Advise(file.Handle, RawKernel.DontNeed, 100, 40_960);
            return before - file.CachedPages;
        }),
        new("one write of 2 MiB, `DONTNEED` of its first 36 KiB: pages dropped", "9: small pages; 0: a large folio, which is dropped only whole", "pages", file =>
        {
            RandomAccess.Write(file.Handle, new byte[2 << 20], 0);
            RawKernel.SyncData(file.Handle);
            var before = file.CachedPages;
            RawKernel.Advise(file.Handle, RawKernel.DontNeed, 0, 9 * Page);
            return before - file.CachedPages;
        }),
        new("a read of 52 bytes of a cold file: pages read in", "readahead", "pages", file => Scanned(file, 52, random: false)),
        new("… after `POSIX_FADV_RANDOM`", "`[HeaderOnly]` does this", "pages", file => Scanned(file, 52, random: true)),
        new("a read of 64 KiB of a cold file: pages read in", "the read requests 16", "pages", file => Scanned(file, 64 << 10, random: false)),
        new("… after `POSIX_FADV_RANDOM`", "", "pages", file => Scanned(file, 64 << 10, random: true)),
        new("write 128 MiB with `RWF_DONTCACHE`: pages left 2 s later", "–: no support by the file system, so windows run", "%", file => UncachedWrite(file, overwrite: false)),
        new("… over allocated blocks: pages left 2 s later", "windows take over where bytes are overwritten", "%", file => UncachedWrite(file, overwrite: true)),
        new("… the peak, in MiB", "windows are bounded, uncached I/O is not", "MiB", UncachedPeak),
        new("read 128 MiB with `RWF_DONTCACHE`, 5,000 bytes a time: pages left", "an uncached read still ends with advice", "%", UncachedRead),
        new("16 MiB copied by `copy_file_range`, as `File.Copy` does: cached pages of the copy", "0 %: a clone, which moves no data; 100 %: drop both files", "%", CopiedShare),
        new("a cached file: the source of its `Residency`", "1: `cachestat`; 2: `mincore`, where `cachestat` sees an empty inode", "", file => (int)PageCache.GetResidency(file.FillCold().MakeResident().Handle).Source),
    ];

    private static double WindowedPeak(TestFile file)
    {
        long peak = 0;
        using var own = new FileStream(file.Handle, FileAccess.Write, bufferSize: 0);
        using var stream = new DropBehindStream(own, new() { WindowBytes = Window, LeaveOpen = true });
        var block = new byte[TestFile.Block];
        for (var done = 0; done < TestFile.Bytes; done += block.Length)
        {
            stream.Write(block);
            peak = Math.Max(peak, PageCache.GetResidency(own.SafeFileHandle).CachedPages ?? 0);
        }

        stream.Complete();
        return (double)peak * Page / Window;
    }

    private static double? MappedShare(TestFile file)
    {
        SmallWrites(file, 16 << 20);
        RawKernel.SyncData(file.Handle);
        using var map = MemoryMappedFile.CreateFromFile(file.Handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        for (long offset = 0; offset < 8 << 20; offset += Page)
        {
            _ = view.ReadByte(offset);
        }

        RawKernel.Advise(file.Handle, RawKernel.DontNeed);
        return file.CachedShare;
    }

    private static double? Ranged(TestFile file, int bytes, long offset, long length)
    {
        RandomAccess.Write(file.Handle, new byte[bytes], 0);
        RawKernel.SyncData(file.Handle);
        RawKernel.Advise(file.Handle, RawKernel.DontNeed, offset, length);
        return file.CachedPages;
    }

    private static double? Scanned(TestFile file, int bytes, bool random)
    {
        file.FillCold(16 << 20);
        using var own = file.Reopen();
        if (random)
        {
            RawKernel.Advise(own, RawKernel.Random);
        }

        var before = file.CachedPages;
        _ = RandomAccess.Read(own, new byte[bytes], 0);
        return file.CachedPages - before;
    }

    private static double? CopiedShare(TestFile file)
    {
        const int CopiedBytes = 16 << 20;
        using var copy = file.CreateBeside();
        RawKernel.Copy(file.FillCold(CopiedBytes).Handle, copy.Handle, CopiedBytes);
        return copy.CachedShare;
    }

    private static double? UncachedWrite(TestFile file, bool overwrite)
    {
        if (overwrite)
        {
            file.FillCold();
        }

        if (!file.FillUncached())
        {
            return null;
        }

        Thread.Sleep(SettlingTime);
        return file.CachedShare;
    }

    private static double? UncachedPeak(TestFile file)
    {
        long peak = 0;
        return file.FillUncached(_ => peak = Math.Max(peak, file.CachedPages)) ? peak * Page / (double)(1 << 20) : null;
    }

    private static double? UncachedRead(TestFile file)
    {
        file.FillCold();
        var piece = new byte[5_000];
        for (long offset = 0; offset + piece.Length <= TestFile.Bytes; offset += piece.Length)
        {
            if (!RawKernel.ReadUncached(file.Handle, piece, offset))
            {
                return null;
            }
        }

        return file.CachedShare;
    }

    /// <summary>Writes page by page, so that the file system makes small folios if it can.</summary>
    private static void SmallWrites(TestFile file, int bytes)
    {
        var page = new byte[Page];
        for (var offset = 0; offset < bytes; offset += Page)
        {
            RandomAccess.Write(file.Handle, page, offset);
        }

        RawKernel.SyncData(file.Handle);
    }
}
