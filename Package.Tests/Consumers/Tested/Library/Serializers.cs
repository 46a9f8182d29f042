using IoPolicy;

namespace Library;

public interface ISerializer
{
    byte[] Load(FileStream file);

    void Save(FileStream file, byte[] payload);
}

public sealed partial class CheckpointSerializer : ISerializer
{
    [DropPagesAfterFullRead]
    public partial byte[] Load(FileStream file);

    private byte[] LoadCore(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return payload;
    }

    [DropPagesAfterFullWrite]
    public partial void Save(FileStream file, byte[] payload);

    private void SaveCore(FileStream file, byte[] payload) => file.Write(payload);
}

#if FORGOTTEN
/// <summary>One method of this serializer has no policy.</summary>
public sealed partial class IndexSerializer : ISerializer
{
    [DropPagesAfterFullRead]
    public partial byte[] Load(FileStream file);

    private byte[] LoadCore(FileStream file)
    {
        var payload = new byte[file.Length];
        file.ReadExactly(payload);
        return payload;
    }

    public void Save(FileStream file, byte[] payload) => file.Write(payload);
}
#endif
