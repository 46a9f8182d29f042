using IoPolicy.Advice;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>A handle that a method has opened. The method may close it before the advice.</summary>
/// <remarks>
/// So the advice has a descriptor of its own, opened before the first write. It also has its own <c>errseq_t</c>, so a failing write-back
/// is reported to the method and to the user's <c>fsync</c>.
/// </remarks>
internal sealed class OpenedHandle
{
    private readonly SafeFileHandle? _own;
    private PolicyScope _scope;

    internal OpenedHandle(PolicyTerms policy, SafeFileHandle handle)
    {
        _own = policy is { KeepsPages: true, Durable: false } ? null : Kernel.Reopen(handle);
        PolicyScope.Enter(policy, AdviceTarget.From(_own ?? handle), out _scope);
    }

    /// <summary>Issues the advice after the method has returned.</summary>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal void Complete()
    {
        using (_own)
        {
            _scope.Complete();
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async Task CompleteAsync()
    {
        using (_own)
        {
            await _scope.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Issues the advice after the method has thrown. Throws nothing.</summary>
    internal void Abandon()
    {
        using (_own)
        {
            _scope.Dispose();
        }
    }

    /// <inheritdoc cref="Abandon"/>
    internal async Task AbandonAsync()
    {
        using (_own)
        {
            await _scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
