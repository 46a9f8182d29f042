using System.Collections.Concurrent;
using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>
/// The running calls of a method whose policy covers the files that the method opens. A call states whether the policy applies, and has the
/// handles whose pages are dropped when the call ends. Thread-safe.
/// </summary>
/// <remarks>
/// The generated wrapper of the method enters a call. The interceptors of <c>File.Open</c> and similar members find the call through the
/// flow of execution (<see cref="AsyncLocal{T}"/>), so the policy also covers the lambdas and tasks that the method starts.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenedFileCalls
{
    private static readonly ConcurrentDictionary<string, OpenedFileCalls> ByPolicy = new(StringComparer.Ordinal);

    private readonly AsyncLocal<OpenedFileCall?> _current = new();

    private OpenedFileCalls()
    {
    }

    /// <summary>Whether the policy applies to the innermost call. False if the code runs outside a call.</summary>
    public bool Applies => Current is { Applies: true };

    /// <summary>The innermost call in the current flow of execution; null if the code runs outside a call.</summary>
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
    /// <param name="scope">The scope of the call. Complete it and dispose of it.</param>
    public void Enter(bool applies, out PolicyScope scope) => PolicyScope.Enter(new OpenedFileCall(this, applies), out scope);
}
