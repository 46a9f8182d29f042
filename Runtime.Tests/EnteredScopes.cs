using IoPolicy.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Tests;

/// <summary>
/// Extension methods that return a <see cref="PolicyScope"/>, so that a test can enter and complete it in one line, and that end a scope
/// either synchronously or asynchronously.
/// </summary>
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
