namespace IoPolicy.Testing;

/// <summary>A file system that a test class has mounted for itself.</summary>
public interface IMountedFileSystem
{
    /// <summary>A new folder on it; skips the test where it cannot be had.</summary>
    ScratchFolder Folder();
}
