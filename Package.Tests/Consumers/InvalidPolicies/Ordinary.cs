using IoPolicy;

/// <summary>Ordinary methods with the errors of the partial methods in Partial.cs, except IOP004.</summary>
public static class Ordinary
{
    [DropPagesAfterFullRead]
    public static int PlainNoFile(string path) => path.Length;

    [DropPagesAfterFullWrite]
    public static Task PlainTwoFilesAsync(Stream from, Stream to) => from.CopyToAsync(to);

    [DropPagesAfterFullRead, HeaderOnly]
    public static int PlainContradiction(FileStream file) => file.ReadByte();

    [DropPagesAfterFullRead]
    public static async void PlainAsyncVoid(FileStream file) => await file.ReadExactlyAsync(new byte[100_000]);

    [HeaderOnly(MaxBytes = 0)]
    public static int PlainOutOfRange(FileStream file) => file.ReadByte();
}
