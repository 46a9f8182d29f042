using System.Collections.Concurrent;
using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>
/// The calls of a method with a policy for the files that its code opens: whether the policy applies to a call, and the handles whose
/// pages are dropped when the call ends. Thread-safe.
/// </summary>
/// <remarks>
/// The wrapper of the method enters a call, and the interceptors of the opening calls find it. A call follows the flow of execution
/// (<see cref="AsyncLocal{T}"/>), so it also covers the lambdas and tasks that the method starts.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenedFileCalls
{
    private static readonly ConcurrentDictionary<string, OpenedFileCalls> ByPolicy = new(StringComparer.Ordinal);

    private readonly AsyncLocal<OpenedFileCall?> _current = new();

    private OpenedFileCalls()
    {
    }

    /// <summary>Whether the condition of the innermost call is true. False if the code runs outside a call.</summary>
    public bool Applies => Current is { Applies: true };

    internal OpenedFileCall? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Gets the calls of a method for one policy.</summary>
    /// <param name="policy">The name of the policy, which is unique in the process.</param>
    public static OpenedFileCalls Get(string policy) => ByPolicy.GetOrAdd(policy, static _ => new OpenedFileCalls());

    /// <summary>Enters a call.</summary>
    /// <param name="applies">Whether the policy applies to the call.</param>
    /// <param name="scope">The call, to complete and dispose of.</param>
    public void Enter(bool applies, out PolicyScope scope) => PolicyScope.Enter(new OpenedFileCall(this, applies), out scope);
}
