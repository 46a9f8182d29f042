using IoPolicy.CompilerServices;

namespace IoPolicy.Tests;

/// <summary>Runs a body under a policy in the same way as generated code.</summary>
internal static class PolicyRunner
{
    internal static void Run(PagePolicy policy, FileStream? file, Action<FileStream> body)
    {
        policy.Enter(file, out var scope);
        try
        {
            body(scope.DropBehind(file)!);
            scope.Complete();
        }
        finally
        {
            scope.Dispose();
        }
    }

    internal static void Run(PagePolicy policy, Stream? file, Action<Stream> body)
    {
        policy.Enter(file, out var scope);
        try
        {
            body(scope.DropBehind(file)!);
            scope.Complete();
        }
        finally
        {
            scope.Dispose();
        }
    }

    internal static async Task RunAsync(PagePolicy policy, FileStream? file, Func<FileStream, Task> body)
    {
        policy.Enter(file, out var scope);
        try
        {
            await body(scope.DropBehind(file)!).ConfigureAwait(false);
            await scope.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
