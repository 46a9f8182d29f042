using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>A private directory with the target of a <see cref="DurableFile"/>.</summary>
internal sealed class DurableFileTarget : IDisposable
{
    internal static readonly byte[] Old = [.. "old"u8];
    internal static readonly byte[] New = [.. "the new content"u8];

    private readonly ScratchDirectory _directory = new();

    internal string Directory => _directory.Path;

    internal string Path => _directory.File("target");

    public void Dispose() => _directory.Dispose();

    internal string File(string name) => _directory.File(name);

    internal string[] Names() =>
        [.. System.IO.Directory.GetFileSystemEntries(_directory.Path).Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>Asserts that the directory has exactly these files.</summary>
    internal void AssertAlone(params string[] names) => Assert.Equal(names, Names());

    /// <summary>Asserts the content of the target. Null asserts that there is no target.</summary>
    internal void AssertContent(byte[]? bytes)
    {
        Assert.Equal(bytes is not null, System.IO.File.Exists(Path));
        if (bytes is not null)
        {
            Assert.Equal(bytes, System.IO.File.ReadAllBytes(Path));
        }
    }
}
