using IoPolicy.Analyzers.ByteBounds.Domain;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>The joins of the states that a run of the interpreter has passed through.</summary>
internal sealed class ObservedStates(ITransfer transfer)
{
    private AbstractState? _last;

    /// <summary>The join of the states at all points. No run moves more bytes, not even one that throws.</summary>
    internal AbstractState? Peak { get; private set; }

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
        Peak = Join(Peak, state.OfMembers(transfer.HasFileMembers));
    }

    internal void AddThrown(AbstractState state) => Thrown = Join(Thrown, state);

    /// <summary>Returns a copy to restore after an attempt that must leave nothing behind.</summary>
    internal (AbstractState? Peak, AbstractState? Thrown) Save() => (Peak, Thrown);

    internal void Restore((AbstractState? Peak, AbstractState? Thrown) saved) => (Peak, Thrown, _last) = (saved.Peak, saved.Thrown, null);

    private AbstractState Join(AbstractState? left, AbstractState right) => left is null ? right : AbstractState.Join(left, right, transfer.ValueIfUnassigned);
}
