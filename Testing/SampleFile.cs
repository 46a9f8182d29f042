using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Testing;

/// <summary>A file of known bytes. A test can cache, drop and count its pages.</summary>
public sealed class SampleFile
{
    private const int Block = 1 << 20;

    /// <summary>The random bytes. Created once, because a seeded <see cref="Random"/> is slower than the kernel's write.</summary>
    private static readonly byte[] Noise = MakeNoise();

    private SampleFile(string path, long bytes)
    {
        Path = path;
        Bytes = bytes;
    }

    public string Path { get; }

    public long Bytes { get; }

    public long Pages => (Bytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize;

    /// <summary>The number of cached pages. Fails the test if it is unknown.</summary>
    public long CachedPages =>
        PageCache.GetResidency(Path).CachedPages ?? throw new InvalidOperationException($"The residency of '{Path}' is not known.");

    /// <summary>Creates a file on disk. All of its pages are cached and clean.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="bytes">The length of the file.</param>
    /// <param name="block">
    /// The number of bytes of each write, at least 8. It limits the size of the folios. The kernel drops only whole folios.
    /// </param>
    public static SampleFile Create(string path, long bytes, int block = Block)
    {
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, bytes))
        {
            var buffer = new byte[block];
            for (var filled = 0; filled < block; filled += Noise.Length)
            {
                Noise.AsSpan(0, Math.Min(Noise.Length, block - filled)).CopyTo(buffer.AsSpan(filled));
            }

            for (long offset = 0; offset < bytes; offset += block)
            {
                BinaryPrimitives.WriteInt64LittleEndian(buffer, offset);
                RandomAccess.Write(file, buffer.AsSpan(0, (int)Math.Min(block, bytes - offset)), offset);
            }

            RandomAccess.FlushToDisk(file);
        }

        var sample = new SampleFile(path, bytes);
        sample.MakeResident();
        return sample;
    }

    /// <summary>Reads every byte until every page is cached. Repeats the read, because the kernel may reclaim a page in between.</summary>
    public void MakeResident()
    {
        for (var round = 0; round < 10 && CachedPages != Pages; round++)
        {
            using var file = File.OpenHandle(Path, options: FileOptions.SequentialScan);
            var block = new byte[Block];
            for (long offset = 0; RandomAccess.Read(file, block, offset) is > 0 and var read; offset += read)
            {
            }
        }

        Assert.Equal(Pages, CachedPages);
    }

    /// <summary>Asserts that no page was dropped.</summary>
    public void AssertStays() => KeptPages.AssertAll(Pages, CachedPages);

    /// <summary>Writes back and drops every page.</summary>
    public void MakeCold()
    {
        using var file = File.OpenHandle(Path);
        var kept = PageCache.KeepPages;
        Assert.False(kept, "MakeCold drops pages, but PageCache.KeepPages is set.");
        _ = PageCache.WriteBackAndDrop(file);
        Assert.Equal(0, CachedPages);
    }

    public FileStream OpenRead(int bufferSize = 4096, bool async = false) =>
        new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize, async);

    public SafeFileHandle OpenHandle() => File.OpenHandle(Path);

    private static byte[] MakeNoise()
    {
        var noise = new byte[Block];
        new Random(0).NextBytes(noise);
        return noise;
    }
}
