using IoPolicy;

/// <summary>Two header scans that wrongly have the drop policy, one for each wrapper, and a load that rightly has it.</summary>
public static partial class Scanner
{
    [DropPagesAfterFullRead]
    public static partial int ScanPartial(FileStream file);

    private static int ScanPartialCore(FileStream file)
    {
        Span<byte> header = stackalloc byte[52];
        file.ReadExactly(header);
        return header[0];
    }

    [DropPagesAfterFullRead]
    public static int ScanIntercepted(FileStream file)
    {
        var header = new byte[48];
        file.ReadExactly(header);
        return header[0];
    }

    [DropPagesAfterFullRead]
    public static byte[] Load(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return payload;
    }

    public static int Scan(string path)
    {
        using var file = File.OpenRead(path);
        return ScanPartial(file) + ScanIntercepted(file);
    }
}
