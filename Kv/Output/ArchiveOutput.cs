using IoPolicy;

namespace Kv.Output;

/// <summary>Where an archive goes: standard output; or a new file, which is removed again unless it was written to its end.</summary>
internal sealed class ArchiveOutput : IDisposable
{
    private readonly string? _path;
    private bool _kept;

    /// <exception cref="IOException">The file exists, or cannot be created.</exception>
    internal ArchiveOutput(string? path)
    {
        _path = path;
        Stream = path is null
            ? Console.OpenStandardOutput()
            : new DropBehindStream(new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
    }

    internal Stream Stream { get; }

    internal void Keep() => _kept = true;

    public void Dispose()
    {
        Stream.Dispose();
        if (_path is not null && !_kept)
        {
            File.Delete(_path);
        }
    }
}
