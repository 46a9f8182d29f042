namespace AnalyzersUser;

public static class Store
{
    public static byte[] Load(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
