using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// The states at the blocks of one part of the graph: an iteration of a loop, a run of a finally region, or the whole graph.
/// </summary>
internal sealed class FlowFrame(FlowFrame? outer, LoopComponent? loop)
{
    /// <summary>Stands for the end of the finally region that the frame runs. It is not the ordinal of a block.</summary>
    internal const int EndOfFinally = -1;

    private readonly Dictionary<int, AbstractState> _states = [];

    internal FlowFrame? Outer { get; } = outer;

    internal LoopComponent? Loop { get; } = loop;

    /// <summary>The finally region that the frame runs.</summary>
    internal ControlFlowRegion? Finally { get; init; }

    /// <summary>Whether the run is an attempt, so <see cref="ObservedStates"/> does not get its states.</summary>
    internal bool IsTrial { get; init; }

    /// <summary>Whether states that leave the loop are dropped.</summary>
    internal bool DropsExits { get; init; }

    /// <summary>Collects the states that leave the loop; null passes them to the outer frame.</summary>
    internal List<(int Block, AbstractState State)>? Exits { get; init; }

    /// <summary>Collects the conditions that end the loop.</summary>
    internal LoopExits? Conditions { get; init; }

    /// <summary>The state that goes back to the loop's header for the next iteration.</summary>
    internal AbstractState? Back { get; private set; }

    internal AbstractState? At(int block) => _states.TryGetValue(block, out var state) ? state : null;

    /// <summary>Whether the frame has the state of the block, and not a frame around it.</summary>
    internal bool Contains(int block) =>
        Loop is not null ? Loop.Blocks.Contains(block)
        : Finally is null || block == EndOfFinally || (block >= Finally.FirstBlockOrdinal && block <= Finally.LastBlockOrdinal);

    internal void Start(AbstractState state) => _states[Loop!.Header] = state;

    internal void Add(int block, AbstractState state, Func<AbstractState, AbstractState, AbstractState> join)
    {
        if (block == Loop?.Header)
        {
            Back = Back is null ? state : join(Back, state);
            return;
        }

        _states[block] = _states.TryGetValue(block, out var old) ? join(old, state) : state;
    }

    /// <summary>Adds a condition to each loop around a block that ends these loops by an exception.</summary>
    internal void AddEnd(int block, AbstractValue condition)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame is { Loop: { } around, Conditions: { } conditions } && around.Blocks.Contains(block))
            {
                conditions.Add(condition.Origin);
            }
        }
    }

    /// <summary>Adds a condition to each loop that a branch leaves.</summary>
    internal void AddExit(int from, int to, AbstractValue condition)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame is { Loop: { } around, Conditions: { } conditions } && around.Blocks.Contains(from) && !around.Blocks.Contains(to))
            {
                conditions.Add(condition.Origin);
            }
        }
    }
}

/// <summary>The origins of the conditions that end a loop, except of guards that throw.</summary>
internal sealed class LoopExits
{
    private readonly List<Origin> _origins = [];

    internal void Add(Origin origin) => _origins.Add(origin);

    /// <summary>Whether each exit depends on the file only. True for a loop without exits, which ends when a read at the end of the file throws.</summary>
    internal bool DependOnlyOn(FileSource file) => _origins.TrueForAll(origin => origin.IsOnly(file));

    /// <summary>Whether an exit of the loop compares a sum of byte counts that reads returned.</summary>
    internal bool CompareReadTotal => _origins.Exists(static origin => origin.IsReadTotal);

    /// <summary>Whether an exit of the loop depends on external data, and not only on files and constants.</summary>
    internal bool DependOnExternalData => _origins.Exists(static origin => origin.IsExternal);
}
