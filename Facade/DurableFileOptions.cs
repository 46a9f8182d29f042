namespace IoPolicy;

public sealed class DurableFileOptions
{
    public int BufferSize { get; set; } = 4096;

    public DropBehindOptions? DropBehind { get; set; }

    public bool FollowSymbolicLinks { get; set; } = true;

    public bool FailIfExists { get; set; }

    public bool IgnoreTarget { get; set; }

    public string? TemporaryPrefix { get; set; }

    public string? BackupPath { get; set; }

    public bool SyncDirectory { get; set; } = true;
}
