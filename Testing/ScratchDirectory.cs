namespace IoPolicy.Testing;

/// <summary>A directory for one test on the machine's real file system. Dispose deletes it.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <param name="parent">The parent directory; null for the directory of the test program.</param>
    /// <param name="isPrivate">Whether only the owner has access (mode 0700). The engine warns about other cache directories.</param>
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
