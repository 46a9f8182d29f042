using IoPolicy;

namespace Library;

/// <summary>An ordinary method that nothing in the library calls. Only interceptors in other projects can apply its policy.</summary>
public static class Archive
{
    [DropPagesAfterFullRead]
    public static long Load(FileStream file)
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
}
