using IoPolicy.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>Scopes as values, for tests that leave them in the same line.</summary>
internal static class EnteredScopes
{
    internal static PolicyScope Entered(this PagePolicy policy, FileStream? file)
    {
        policy.Enter(file, out var scope);
        return scope;
    }

    internal static PolicyScope Entered(this PagePolicy policy, SafeFileHandle? file)
    {
        policy.Enter(file, out var scope);
        return scope;
    }

    internal static PolicyScope Entered(this PagePolicy policy, BinaryReader? file)
    {
        policy.Enter(file, out var scope);
        return scope;
    }

    internal static PolicyScope Entered(this PagePolicy policy, BinaryWriter? file)
    {
        policy.Enter(file, out var scope);
        return scope;
    }

    internal static PolicyScope Entered(this PagePolicy policy, string? path)
    {
        policy.Enter(path, out var scope);
        return scope;
    }
}
