using IoPolicy.Analyzers.ByteBounds.Domain;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>The joins of the states that the interpreter has passed through. An attempt that it abandons does not count.</summary>
internal sealed class ObservedStates(ITransfer transfer)
{
    private AbstractState? _last;

    /// <summary>The join of the states at all points. No execution moves more bytes, not even an execution that throws.</summary>
    internal AbstractState? AtAnyPoint { get; private set; }

    /// <summary>The join of the states in which an exception can leave the function.</summary>
    internal AbstractState? Thrown { get; private set; }

    internal void Add(AbstractState state)
    {
        // Callers see the effects on files and the values of members. Most operations change neither.
        if (ReferenceEquals(state.Files, _last?.Files) && (ReferenceEquals(state.Variables, _last?.Variables) || !transfer.HasFileMembers))
        {
            return;
        }

        _last = state;
        AtAnyPoint = Join(AtAnyPoint, state.OfMembers(transfer.HasFileMembers));
    }

    internal void AddThrown(AbstractState state) => Thrown = Join(Thrown, state);

    /// <summary>Returns a copy, to restore after an attempt that the interpreter abandons.</summary>
    internal (AbstractState? AtAnyPoint, AbstractState? Thrown) Save() => (AtAnyPoint, Thrown);

    internal void Restore((AbstractState? AtAnyPoint, AbstractState? Thrown) saved) => (AtAnyPoint, Thrown, _last) = (saved.AtAnyPoint, saved.Thrown, null);

    private AbstractState Join(AbstractState? left, AbstractState right) => left is null ? right : AbstractState.Join(left, right, transfer.ValueIfUnassigned);
}
