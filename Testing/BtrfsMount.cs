namespace IoPolicy.Testing;

/// <summary>btrfs on a loop device.</summary>
public sealed class BtrfsMount() : LoopMount("btrfs", "btrfs-progs", "-q");
