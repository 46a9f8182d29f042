using IoPolicy.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>Scopes as values, for tests that leave them in the same line, and their exits in one call for both kinds of body.</summary>
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

    internal static Task Complete(ref this PolicyScope scope, bool asynchronous)
    {
        if (asynchronous)
        {
            return scope.CompleteAsync();
        }

        scope.Complete();
        return Task.CompletedTask;
    }

    internal static Task Dispose(ref this PolicyScope scope, bool asynchronous)
    {
        if (asynchronous)
        {
            return scope.DisposeAsync();
        }

        scope.Dispose();
        return Task.CompletedTask;
    }
}
