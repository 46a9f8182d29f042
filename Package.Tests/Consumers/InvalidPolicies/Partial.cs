using IoPolicy;

/// <summary>Partial methods with the errors IOP001 to IOP006, synchronous and asynchronous.</summary>
public static partial class Partial
{
    [DropPagesAfterFullRead]
    public static partial int NoFile(string path);

    private static int NoFileCore(string path) => path.Length;

    [DropPagesAfterFullRead]
    public static partial Task<int> NoFileAsync(string path);

    private static async Task<int> NoFileCoreAsync(string path)
    {
        await Task.Yield();
        return path.Length;
    }

    [DropPagesAfterFullWrite]
    public static partial void TwoFiles(Stream from, Stream to);

    private static void TwoFilesCore(Stream from, Stream to) => from.CopyTo(to);

    [DropPagesAfterFullWrite]
    public static partial Task TwoFilesAsync(Stream from, Stream to);

    private static Task TwoFilesCoreAsync(Stream from, Stream to) => from.CopyToAsync(to);

    [DropPagesAfterFullRead, HeaderOnly]
    public static partial int Contradiction(FileStream file);

    private static int ContradictionCore(FileStream file) => file.ReadByte();

    [DropPagesAfterFullRead, HeaderOnly]
    public static partial ValueTask<int> ContradictionAsync(FileStream file);

    private static ValueTask<int> ContradictionCoreAsync(FileStream file) => new(file.ReadByte());

    [DropPagesAfterFullRead]
    public static partial byte[] NoBody(FileStream file);

    [DropPagesAfterFullRead]
    public static partial Task<byte[]> NoBodyAsync(FileStream file);

    [DropPagesAfterFullWrite]
    public static partial Task MisnamedAsync(FileStream file);

    private static Task MisnamedAsyncCore(FileStream file) => file.WriteAsync(new byte[100], 0, 100);

    [DropPagesAfterFullRead]
    public static partial int OtherSignature(FileStream file);

    private static long OtherSignatureCore(FileStream file) => file.ReadByte();

    [DropPagesAfterFullRead]
    public static partial IEnumerable<int> Iterator(FileStream file);

    private static IEnumerable<int> IteratorCore(FileStream file)
    {
        yield return file.ReadByte();
    }

    [DropPagesAfterFullRead]
    public static partial IAsyncEnumerable<int> IteratorAsync(FileStream file);

    private static async IAsyncEnumerable<int> IteratorCoreAsync(FileStream file)
    {
        await Task.Yield();
        yield return file.ReadByte();
    }

    [DropPagesAfterFullRead(WindowBytes = 4096)]
    public static partial byte[] OutOfRange(FileStream file);

    private static byte[] OutOfRangeCore(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return payload;
    }

    [DropPagesAfterFullWrite(Durable = true, WindowBytes = 100)]
    public static partial Task OutOfRangeAsync(FileStream file);

    private static Task OutOfRangeCoreAsync(FileStream file) => file.WriteAsync(new byte[100], 0, 100);
}
