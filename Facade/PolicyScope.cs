using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace IoPolicy.CompilerServices;

[EditorBrowsable(EditorBrowsableState.Never)]
public struct PolicyScope
{
    // The compiler treats a structure without fields as always assigned. The real structure has fields, so this one needs a field too.
    private object? _pending;

    [return: NotNullIfNotNull(nameof(file))]
    public FileStream? DropBehind(FileStream? file) => file;

    [return: NotNullIfNotNull(nameof(file))]
    public Stream? DropBehind(Stream? file) => file;

    public void UsePath(string? path)
    {
    }

    public readonly void LeaveCaller()
    {
    }

    public void Complete()
    {
    }

    public Task CompleteAsync() => Task.CompletedTask;

    public void Dispose()
    {
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
