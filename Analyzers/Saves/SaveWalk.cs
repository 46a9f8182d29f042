using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The data that the parts of one walk share.</summary>
internal sealed class SaveWalk(SaveBodies bodies, CancellationToken cancellation)
{
    /// <summary>The maximum number of operations in a walk. A longer method has no findings.</summary>
    private const int MostSteps = 40_000;

    private int _steps;

    internal SaveBodies Bodies { get; } = bodies;

    internal SaveRecorder Recorder { get; } = new();

    internal CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The state at the current place. Null if control does not get there.</summary>
    internal SaveState? State { get; set; } = SaveState.Empty;

    /// <summary>
    /// The state after the newest rename or deletion by a path. If such a call throws, it has had no effect, so no handler starts in
    /// this state.
    /// </summary>
    internal SaveState? Renamed { get; set; }

    /// <summary>The frames of the method and its analyzed callees, innermost on top.</summary>
    internal Stack<SaveFrame> Frames { get; } = new();

    /// <summary>Counts a step.</summary>
    /// <returns>Whether the walk may go on.</returns>
    internal bool Step()
    {
        Cancellation.ThrowIfCancellationRequested();
        return ++_steps < MostSteps;
    }

    internal void GiveUp() => _steps = MostSteps;

    /// <summary>Whether the walk ran out of steps, or gave up.</summary>
    internal bool IsExhausted => _steps >= MostSteps;
}

/// <summary>One running function of a walk.</summary>
/// <param name="function">The method, or the nested function. Null for code outside of methods.</param>
internal sealed class SaveFrame(ISymbol? function)
{
    internal ISymbol? Function { get; } = function;

    /// <summary>The steps that run when control leaves a <c>using</c> or <c>try</c>, innermost on top.</summary>
    internal Stack<Action> Exits { get; } = new();

    /// <summary>The states in which a <c>break</c> or <c>continue</c> reaches its label.</summary>
    internal Dictionary<ILabelSymbol, SaveState?> Branches { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The number of <see cref="Exits"/> that were there when the label's statement began.</summary>
    internal Dictionary<ILabelSymbol, int> Depths { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The state where the function returns. Null if the function does not return.</summary>
    internal SaveState? Returned { get; private set; }

    internal SaveValue Value { get; private set; }

    private bool _hasValue;

    internal void Return(SaveState? state, SaveValue value)
    {
        if (state is null)
        {
            // The end of a body after a return statement: control does not get there.
            return;
        }

        Value = !_hasValue || Value == value ? value : default;
        _hasValue = true;
        Returned = SaveState.Join(Returned, state);
    }
}
