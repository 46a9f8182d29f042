namespace IoPolicy.Testing;

/// <summary>ext4 on a loop device over an image in memory: a real file system that waits for no disk.</summary>
public sealed class MemoryMount() : LoopMount(new ScratchFolder(Directory.Exists("/dev/shm") ? "/dev/shm" : null), "ext4", "e2fsprogs", "-q");
