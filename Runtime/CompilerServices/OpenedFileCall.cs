using IoPolicy.Advice;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>One call of a method whose policy covers the files that the method opens. Thread-safe.</summary>
internal sealed class OpenedFileCall
{
    private readonly object _lock = new();
    private readonly OpenedFileCalls _calls;
    private readonly OpenedFileCall? _outer;
    private List<OpenedHandle>? _handles;
    private bool _hasEnded;

    /// <summary>Makes this call the innermost one in the current flow of execution (<see cref="AsyncLocal{T}"/>).</summary>
    internal OpenedFileCall(OpenedFileCalls calls, bool applies)
    {
        _calls = calls;
        _outer = calls.Current;
        Applies = applies;
        calls.Current = this;
    }

    /// <summary>Whether the policy applies to the call.</summary>
    internal bool Applies { get; }

    /// <summary>Follows a handle until the call ends. Returns false if the call has already ended: a task can outlive its call.</summary>
    internal bool TryFollow(PolicyTerms policy, SafeFileHandle handle)
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return false;
            }

            (_handles ??= []).Add(new OpenedHandle(policy, handle));
            return true;
        }
    }

    /// <summary>Makes the outer call the innermost one again in the current flow of execution. The method may still run in another flow.</summary>
    internal void LeaveFlow()
    {
        if (_calls.Current == this)
        {
            _calls.Current = _outer;
        }
    }

    /// <summary>Ends the call, and issues the advice for its handles.</summary>
    /// <exception cref="IOException">The first write-back that failed. The other files are written back nevertheless.</exception>
    internal void Complete()
    {
        IOException? failure = null;
        foreach (var handle in End())
        {
            try
            {
                handle.Complete();
            }
            catch (IOException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async Task CompleteAsync()
    {
        IOException? failure = null;
        foreach (var handle in End())
        {
            try
            {
                await handle.CompleteAsync().ConfigureAwait(false);
            }
            catch (IOException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Ends the call after an exception. Throws nothing.</summary>
    internal void Abandon()
    {
        foreach (var handle in End())
        {
            handle.Abandon();
        }
    }

    /// <inheritdoc cref="Abandon"/>
    internal async Task AbandonAsync()
    {
        foreach (var handle in End())
        {
            await handle.AbandonAsync().ConfigureAwait(false);
        }
    }

    private List<OpenedHandle> End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            var handles = _handles ?? [];
            _handles = null;
            return handles;
        }
    }
}
