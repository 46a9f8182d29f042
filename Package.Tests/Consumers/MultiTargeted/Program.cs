using IoPolicy;

// FILE CARRIER: loads the file, then prints how many of its pages are cached, and of how many.
using (var file = File.OpenRead(args[0]))
{
    _ = args[1] == "partial" ? Archive.LoadPartial(file) : Archive.LoadOrdinary(file);
}

var residency = PageCache.GetResidency(args[0]);
Console.WriteLine($"{residency.CachedPages} of {residency.FilePages}");

internal static partial class Archive
{
    [DropPagesAfterFullRead]
    public static partial long LoadPartial(FileStream file);

    private static long LoadPartialCore(FileStream file) => Drain(file);

    [DropPagesAfterFullRead]
    public static long LoadOrdinary(FileStream file) => Drain(file);

    private static long Drain(FileStream file)
    {
        file.CopyTo(Stream.Null);
        return file.Position;
    }
}
