namespace IoPolicy.Testing;

/// <summary>A directory for one test on the machine's real file system, deleted at the end.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <param name="parent">Where to create it; null: beside the tests.</param>
    /// <param name="isPrivate">Whether other users are kept out (mode 0700). A cache directory that others may open is a warning.</param>
    public ScratchDirectory(string? parent = null, bool isPrivate = false)
    {
        Path = Directory.CreateDirectory(System.IO.Path.Combine(parent ?? AppContext.BaseDirectory, "scratch-" + Guid.NewGuid().ToString("N"))).FullName;
        if (isPrivate && !OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
