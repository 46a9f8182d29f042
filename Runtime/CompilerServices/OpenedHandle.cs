using IoPolicy.Advice;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>A handle that a method has opened, and the advice for it.</summary>
/// <remarks>
/// The advice uses a separate descriptor, because the method may close the handle before the advice. The descriptor is opened before the first write.
/// The kernel reports a write-back error once per open file (<c>errseq_t</c>), so the wrapper gets the report and the user's own
/// <c>fsync</c> gets it too.
/// </remarks>
internal sealed class OpenedHandle
{
    private readonly SafeFileHandle? _ownDescriptor;
    private PolicyScope _scope;

    internal OpenedHandle(PolicyTerms policy, SafeFileHandle handle)
    {
        _ownDescriptor = policy is { KeepsPages: true, Durable: false } ? null : Kernel.Reopen(handle);
        PolicyScope.Enter(policy, AdviceTarget.From(_ownDescriptor ?? handle), out _scope);
    }

    /// <summary>Issues the advice after the method has returned.</summary>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal void Complete()
    {
        using (_ownDescriptor)
        {
            _scope.Complete();
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async Task CompleteAsync()
    {
        using (_ownDescriptor)
        {
            await _scope.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Issues the advice after the method has thrown. Throws nothing.</summary>
    internal void Abandon()
    {
        using (_ownDescriptor)
        {
            _scope.Dispose();
        }
    }

    /// <inheritdoc cref="Abandon"/>
    internal async Task AbandonAsync()
    {
        using (_ownDescriptor)
        {
            await _scope.DisposeAsync().ConfigureAwait(false);
        }
    }
}
