using IoPolicy;

internal static partial class Loader
{
    [DropPagesAfterFullRead]
    public static partial string LoadPartial(FileStream file);

    private static string LoadPartialCore(FileStream file)
    {
        Drain(file);
        return "partial one";
    }

    [DropPagesAfterFullRead]
    public static string LoadOrdinary(FileStream file)
    {
        Drain(file);
        return "ordinary one";
    }

    private static void Drain(FileStream file)
    {
        var buffer = new byte[1 << 16];
        while (file.Read(buffer) > 0)
        {
        }
    }
}
