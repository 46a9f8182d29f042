namespace IoPolicy.Testing;

/// <summary>A directory for one test on the machine's real file system, deleted at the end.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder(string? parent = null) =>
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent ?? AppContext.BaseDirectory, "scratch-" + Guid.NewGuid().ToString("N"))).FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
