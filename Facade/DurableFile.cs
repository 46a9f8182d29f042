namespace IoPolicy;

/// <remarks>Without the real assembly nothing can be made durable, so each member that would write throws.</remarks>
public sealed class DurableFile : IDisposable
{
    private DurableFile()
    {
    }

    public string Path => throw Unsupported();

    public FileStream Stream => throw Unsupported();

    public static DurableFile Create(string path, DurableFileOptions? options = null) => throw Unsupported();

    public static void Replace(string path, Action<FileStream> write, DurableFileOptions? options = null) => throw Unsupported();

    public static Task ReplaceAsync(
        string path, Func<FileStream, CancellationToken, Task> write, DurableFileOptions? options = null, CancellationToken cancellationToken = default) =>
        throw Unsupported();

    public static int RemoveAbandoned(string directory) => throw Unsupported();

    public void Prepare() => throw Unsupported();

    public Task PrepareAsync(CancellationToken cancellationToken = default) => throw Unsupported();

    public void Publish() => throw Unsupported();

    public void Commit() => throw Unsupported();

    public Task CommitAsync(CancellationToken cancellationToken = default) => throw Unsupported();

    public void Dispose()
    {
    }

    private static PlatformNotSupportedException Unsupported() => new("DurableFile needs .NET 8 or later.");
}
