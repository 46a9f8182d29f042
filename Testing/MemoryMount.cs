namespace IoPolicy.Testing;

/// <summary>ext4 on a loop device over an image in tmpfs: a real file system without a disk.</summary>
public sealed class MemoryMount() : LoopMount(new ScratchDirectory(Directory.Exists("/dev/shm") ? "/dev/shm" : null), "ext4", "e2fsprogs", "-q");
