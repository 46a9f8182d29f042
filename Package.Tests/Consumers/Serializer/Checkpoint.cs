using IoPolicy;

/// <summary>A serializer as a user would write it. It loads, saves and scans by partial methods, and by ordinary methods whose calls are intercepted.</summary>
internal static partial class Checkpoint
{
    private const int HeaderBytes = 52;

    [DropPagesAfterFullRead]
    public static partial long LoadPartial(FileStream file);

    private static long LoadPartialCore(FileStream file) => Drain(file);

    [DropPagesAfterFullWrite]
    public static partial void SavePartial(FileStream file, int bytes);

    private static void SavePartialCore(FileStream file, int bytes) => Fill(file, bytes);

    [DropPagesAfterFullWrite(WindowBytes = 1 << 20)]
    public static partial Task SaveWindowedAsync(Stream file, int bytes);

    private static async Task SaveWindowedCoreAsync(Stream file, int bytes)
    {
        var block = new byte[1 << 16];
        for (var written = 0; written < bytes; written += block.Length)
        {
            await file.WriteAsync(block.AsMemory(0, Math.Min(block.Length, bytes - written)));
        }
    }

    [DropPagesAfterFullRead]
    public static long LoadIntercepted(FileStream file) => Drain(file);

    [DropPagesAfterFullRead]
    public static long LoadHandle(string path)
    {
        using var handle = File.OpenHandle(path);
        return RandomAccess.Read(handle, new byte[RandomAccess.GetLength(handle)], 0);
    }

    [DropPagesAfterFullWrite]
    public static void SaveIntercepted(FileStream file, int bytes) => Fill(file, bytes);

    [HeaderOnly]
    public static partial int ScanHeader(FileStream file);

    private static int ScanHeaderCore(FileStream file) => Header(file);

    [HeaderOnly]
    public static int ScanIntercepted(FileStream file) => Header(file);

    [HeaderOnly]
    public static partial int ScanBad(FileStream file);

    private static int ScanBadCore(FileStream file) =>
        Header(file) >= 0 ? throw new InvalidDataException("a bad header") : 0;

    private static int Header(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.ReadExactly(header);
        return header[0];
    }

    private static long Drain(FileStream file)
    {
        var block = new byte[1 << 16];
        long total = 0;
        int read;
        while ((read = file.Read(block)) > 0)
        {
            total += read;
        }

        return total;
    }

    private static void Fill(FileStream file, int bytes)
    {
        var block = new byte[1 << 16];
        for (var written = 0; written < bytes; written += block.Length)
        {
            file.Write(block.AsSpan(0, Math.Min(block.Length, bytes - written)));
        }
    }
}
