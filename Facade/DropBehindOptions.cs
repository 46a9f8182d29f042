namespace IoPolicy;

public sealed class DropBehindOptions
{
    public int WindowBytes { get; set; } = DropBehindStream.DefaultWindowBytes;

    public long KeepTailBytes { get; set; }

    public DropBehindMode Mode { get; set; }

    public bool Durable { get; set; }

    public bool PreserveCached { get; set; }

    public bool LeaveOpen { get; set; }
}
