using BenchmarkDotNet.Attributes;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>
/// Compares an annotated call with the same advice by hand. The body only moves the position, and no page of the file is cached, so
/// the advice takes most of the time.
/// </summary>
public partial class AnnotatedCall : IDisposable
{
    private const int Bytes = 1 << 20;

    /// <summary>A call that moves the position by less, and not to the end, is header-only, so the pages of the file stay cached.</summary>
    private const int HeaderBytes = 64 << 10;

    private string _directory = "";
    private readonly byte[] _buffer = new byte[HeaderBytes];
    private FileStream _file = null!;

    [GlobalSetup]
    public void Open()
    {
        _directory = Directory.CreateTempSubdirectory("annotated-").FullName;
        _file = new FileStream(Path.Combine(_directory, "file"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _file.SetLength(Bytes);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _file.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public long ReadByHand()
    {
        var entry = _file.Position;
        try
        {
            return Move(_file);
        }
        finally
        {
            if (MovedPayload(entry))
            {
                _ = PageCache.Drop(_file.SafeFileHandle);
            }
        }
    }

    [Benchmark]
    public long ReadBare()
    {
        try
        {
            return Move(_file);
        }
        finally
        {
            _ = PageCache.Drop(_file.SafeFileHandle);
        }
    }

    [Benchmark]
    public long ReadAnnotated() => Read(_file);

    [Benchmark]
    public long WriteByHand()
    {
        var entry = _file.Position;
        try
        {
            var result = Move(_file);
            _file.Flush();
            return result;
        }
        finally
        {
            if (MovedPayload(entry))
            {
                _ = PageCache.WriteBackAndDrop(_file.SafeFileHandle);
            }
        }
    }

    [Benchmark]
    public long WriteBare()
    {
        try
        {
            var result = Move(_file);
            _file.Flush();
            return result;
        }
        finally
        {
            _ = PageCache.WriteBackAndDrop(_file.SafeFileHandle);
        }
    }

    [Benchmark]
    public long WriteAnnotated() => Write(_file);

    [Benchmark]
    public long HeaderByHand()
    {
        try
        {
            _ = PageCache.Expect(_file.SafeFileHandle, AccessPattern.Random);
            return Move(_file);
        }
        finally
        {
            _ = PageCache.Expect(_file.SafeFileHandle, AccessPattern.Normal);
        }
    }

    [Benchmark]
    public long HeaderAnnotated() => Header(_file);

    [Benchmark]
    public long OpenPlain()
    {
        using var file = File.OpenRead(_file.Name);
        return ReadAll(file);
    }

    [Benchmark]
    public long OpenByHand()
    {
        using var file = File.OpenRead(_file.Name).DropBehind();
        return ReadAll(file);
    }

    [Benchmark]
    [DropPagesAfterFullRead(Opened = true)]
    public long OpenAnnotated()
    {
        using var file = File.OpenRead(_file.Name);
        return ReadAll(file);
    }

    [DropPagesAfterFullRead(WindowBytes = 0)]
    private static partial long Read(FileStream file);

    private static long ReadCore(FileStream file) => Move(file);

    [DropPagesAfterFullWrite(WindowBytes = 0)]
    private static partial long Write(FileStream file);

    private static long WriteCore(FileStream file) => Move(file);

    [HeaderOnly]
    private static partial long Header(FileStream file);

    private static long HeaderCore(FileStream file) => Move(file);

    private long ReadAll(FileStream file)
    {
        long total = 0;
        for (int read; (read = file.Read(_buffer)) > 0; total += read)
        {
        }

        return total;
    }

    private bool MovedPayload(long entry) =>
        Math.Abs(_file.Position - entry) >= HeaderBytes || _file.Position >= _file.Length;

    private static long Move(FileStream file) => file.Position = file.Position == 0 ? Bytes : 0;
}
