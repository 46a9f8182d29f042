using IoPolicy;

namespace Library;

/// <summary>A library's load, an ordinary method that nothing in the library calls: only interceptors of its callers can apply the policy.</summary>
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
