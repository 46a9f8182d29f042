using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

internal sealed partial class FlowInterpreter
{
    /// <summary>The states at the blocks of one turn of a loop, of one run of a finally region, or of the whole graph.</summary>
    private sealed class Frame(Frame? outer, LoopComponent? loop)
    {
        /// <summary>Not a block: the end of the finally region that the frame runs.</summary>
        internal const int EndOfFinally = -1;

        private readonly Dictionary<int, AbstractState> _states = [];

        internal Frame? Outer { get; } = outer;

        internal LoopComponent? Loop { get; } = loop;

        /// <summary>The finally region that the frame runs.</summary>
        internal ControlFlowRegion? Finally { get; init; }

        /// <summary>A trial run: nothing that it sees counts.</summary>
        internal bool IsMuted { get; init; }

        /// <summary>A trial run of a loop: what leaves it is dropped.</summary>
        internal bool SwallowsExits { get; init; }

        /// <summary>Where the states that leave the loop are held back.</summary>
        internal List<(int Block, AbstractState State)>? Exits { get; init; }

        /// <summary>Where the conditions that end the loop are gathered.</summary>
        internal LoopExits? Conditions { get; init; }

        /// <summary>The state that goes back to the header for the next turn.</summary>
        internal AbstractState? Back { get; private set; }

        internal AbstractState? At(int block) => _states.TryGetValue(block, out var state) ? state : null;

        /// <summary>Whether the block's state is this frame's, not that of one around it.</summary>
        internal bool Contains(int block) =>
            Loop is not null ? Loop.Blocks.Contains(block)
            : Finally is null || block == EndOfFinally || (block >= Finally.FirstBlockOrdinal && block <= Finally.LastBlockOrdinal);

        internal void Start(AbstractState state) => _states[Loop!.Header] = state;

        internal void Add(int block, AbstractState state, FlowInterpreter interpreter)
        {
            if (Loop is { Header: var header } && block == header)
            {
                Back = Back is null ? state : interpreter.Join(Back, state);
                return;
            }

            _states[block] = _states.TryGetValue(block, out var old) ? interpreter.Join(old, state) : state;
        }

        /// <summary>Notes with each loop around a block that the block is left for good there.</summary>
        internal void NoteEnd(int block, AbstractValue condition)
        {
            for (var frame = this; frame is not null; frame = frame.Outer)
            {
                if (frame is { Loop: { } loop, Conditions: { } conditions } && loop.Blocks.Contains(block))
                {
                    conditions.Add(condition.Origin);
                }
            }
        }

        /// <summary>Notes a branch with each loop around it that the branch leaves.</summary>
        internal void NoteExit(int from, int to, AbstractValue condition)
        {
            for (var frame = this; frame is not null; frame = frame.Outer)
            {
                if (frame is { Loop: { } loop, Conditions: { } conditions } && loop.Blocks.Contains(from) && !loop.Blocks.Contains(to))
                {
                    conditions.Add(condition.Origin);
                }
            }
        }
    }

    /// <summary>What the conditions depend on that end a loop, guards that throw left aside.</summary>
    private sealed class LoopExits
    {
        private readonly List<Origin> _origins = [];

        internal void Add(Origin origin) => _origins.Add(origin);

        /// <summary>Each way out depends on the file alone; where there is none, the file's end throws.</summary>
        internal bool EndWith(FileSource file) => _origins.TrueForAll(origin => origin.IsOnly(file));

        /// <summary>A way out depends on more than files.</summary>
        internal bool EndElsewhere => _origins.Exists(static origin => origin.IsElsewhere);
    }
}
