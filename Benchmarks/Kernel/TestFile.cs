using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Kernel;

/// <summary>A new file for one measurement, deleted afterwards.</summary>
internal sealed class TestFile : IDisposable
{
    internal const int Bytes = 128 << 20;
    internal const int Block = 1 << 20;

    private readonly byte[] _block = new byte[Block];
    private readonly string _path;

    internal TestFile(string directory)
    {
        _path = Path.Combine(directory, "fact-" + Guid.NewGuid().ToString("N"));
        Handle = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite);
        System.Random.Shared.NextBytes(_block);
    }

    internal SafeFileHandle Handle { get; }

    internal long Pages => PageCache.GetResidency(Handle).FilePages;

    internal long CachedPages => PageCache.GetResidency(Handle).CachedPages ?? throw new IOException("The kernel does not report which pages are cached.");

    /// <summary>The cached share of the file's pages, in percent.</summary>
    internal double CachedShare => 100.0 * CachedPages / Pages;

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(_path);
    }

    /// <summary>Creates another file in the same directory.</summary>
    internal TestFile CreateBeside() => new(Path.GetDirectoryName(_path)!);

    internal SafeFileHandle Reopen() => File.OpenHandle(_path, share: FileShare.ReadWrite);

    /// <summary>Writes the file from its start, in blocks of 1 MiB.</summary>
    internal TestFile Fill(long bytes = Bytes, Action<long>? afterBlock = null)
    {
        for (long offset = 0; offset < bytes; offset += Block)
        {
            RandomAccess.Write(Handle, _block.AsSpan(0, (int)Math.Min(Block, bytes - offset)), offset);
            afterBlock?.Invoke(offset);
        }

        return this;
    }

    /// <summary>Writes the file to disk, then drops its pages.</summary>
    internal TestFile FillCold(long bytes = Bytes)
    {
        Fill(bytes);
        RawKernel.SyncData(Handle);
        RawKernel.Advise(Handle, RawKernel.DontNeed);
        return this;
    }

    /// <summary>Reads the whole file, so that it is cached.</summary>
    internal TestFile MakeResident()
    {
        ReadAll(Handle);
        return this;
    }

    internal void ReadAll(SafeFileHandle file, Action<long>? afterBlock = null)
    {
        for (long offset = 0; RandomAccess.Read(file, _block, offset) is > 0 and var read; offset += read)
        {
            afterBlock?.Invoke(offset);
        }
    }

    /// <summary>Writes uncached. Returns false if the file system does not support it.</summary>
    internal bool FillUncached(Action<long>? afterBlock = null)
    {
        for (long offset = 0; offset < Bytes; offset += Block)
        {
            if (!RawKernel.WriteUncached(Handle, _block, offset))
            {
                return false;
            }

            afterBlock?.Invoke(offset);
        }

        return true;
    }
}
