using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class PagePolicy
{
    public PagePolicy(PolicyKind kind, string method)
    {
    }

    public bool Recurse { get; set; }

    public bool AccessedRangeOnly { get; set; }

    public int WindowBytes { get; set; }

    public bool Durable { get; set; }

    public bool PreserveCached { get; set; }

    public DropBehindMode Mode { get; set; }

    public bool Background { get; set; }

    public string? KeepPagesVariable { get; set; }

    public OpenedFileCalls? Calls { get; set; }

    public Func<bool>? Condition { get; set; }

    public void Enter(FileStream? file, out PolicyScope scope) => scope = default;

    public void Enter(SafeFileHandle? file, out PolicyScope scope) => scope = default;

    public void Enter(Stream? file, out PolicyScope scope) => scope = default;

    public void Enter(BinaryReader? file, out PolicyScope scope) => scope = default;

    public void Enter(BinaryWriter? file, out PolicyScope scope) => scope = default;

    public void Enter(StreamReader? file, out PolicyScope scope) => scope = default;

    public void Enter(StreamWriter? file, out PolicyScope scope) => scope = default;

    public void Enter(string? path, out PolicyScope scope) => scope = default;

    [return: NotNullIfNotNull(nameof(result))]
    public FileStream? Follow(FileStream? result) => result;

    [return: NotNullIfNotNull(nameof(result))]
    public Stream? Follow(Stream? result) => result;
}
