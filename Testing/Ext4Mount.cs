namespace IoPolicy.Testing;

/// <summary>ext4 on a loop device.</summary>
public sealed class Ext4Mount() : LoopMount("ext4", "e2fsprogs", "-q");
