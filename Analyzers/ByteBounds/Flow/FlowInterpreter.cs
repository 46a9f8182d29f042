using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>What the interpreter asks of whoever knows the operations.</summary>
internal interface ITransfer
{
    /// <summary>The state after an operation; null where it never ends, except by an exception.</summary>
    AbstractState? Run(IOperation operation, AbstractState state);

    /// <summary>The value of a branch's expression, and the state after it.</summary>
    (AbstractState? State, AbstractValue Value) Evaluate(IOperation operation, AbstractState state);

    /// <summary>
    /// What may hold where an exception leaves a function that the last operation called, and that was run in its place;
    /// null where there was none.
    /// </summary>
    AbstractState? TakeThrown();

    /// <summary>The state where the condition has this outcome; null where it cannot.</summary>
    AbstractState? Assume(IOperation condition, AbstractValue value, bool outcome, AbstractState state);

    /// <summary>Whether members can hold files: else nobody asks what members hold.</summary>
    bool HasMembers { get; }

    /// <summary>A value that the method returns.</summary>
    void Return(AbstractValue value);

    /// <summary>A condition that went both ways, so that what is returned can depend on it.</summary>
    void Branch(AbstractValue condition);

    /// <summary>The value that a variable has which only one of two joined paths assigned.</summary>
    AbstractValue? Missing(ISymbol variable);
}

/// <summary>
/// Abstract interpretation of a control-flow graph. Loops are first run turn by turn, so that constant trip counts are
/// exact; a loop that does not end that way is run to a fixpoint with widening, and what it reads in each turn has no
/// bound any more.
/// </summary>
internal sealed partial class FlowInterpreter(ControlFlowGraph graph, ITransfer transfer, FlowBudget budget, FlowShapes shapes)
{
    private readonly Dictionary<int, AbstractValue> _counted = [];
    private Frame _frame = null!;
    private AbstractState? _seen;

    /// <summary>The join of the states at all points, which no run's counts can exceed: also of a run that throws.</summary>
    internal AbstractState? Peak { get; private set; }

    /// <summary>
    /// Whether the graph is of a function that is run in place of its call: then it is noted what holds where an
    /// exception leaves it (<see cref="Thrown"/>), because its caller can have a handler for it.
    /// </summary>
    internal bool IsNested { get; init; }

    /// <summary>The join of the states at all points, after the finally regions around them.</summary>
    internal AbstractState? Thrown { get; private set; }

    /// <summary>False where the graph has a shape that cannot be followed: then nothing is known.</summary>
    internal bool Followed { get; private set; } = true;

    /// <summary>Runs the graph from its entry; the state at its exit, or null where it never returns.</summary>
    internal AbstractState? Run(AbstractState entry)
    {
        _frame = new Frame(null, null);
        Emit(graph.Root.FirstBlockOrdinal, entry);
        RunRegion(graph.Root);
        return _frame.At(graph.Root.LastBlockOrdinal);
    }

    private void RunRegion(ControlFlowRegion region)
    {
        if (shapes.Of(graph, region) is not { } shape)
        {
            Followed = false;
            return;
        }

        RunComponents(shape.Components);
    }

    private void RunComponents(IEnumerable<FlowComponent> components)
    {
        foreach (var component in components)
        {
            switch (component)
            {
                case BlockComponent { Block: var block } when _frame.At(block.Ordinal) is { } state:
                    RunBlock(block, state);
                    break;
                case LoopComponent loop when _frame.At(loop.Header) is { } state:
                    RunLoop(loop, state);
                    break;
            }
        }
    }

    private void RunBlock(BasicBlock block, AbstractState state)
    {
        budget.Spend();
        var thrown = IsNested || IsGuarded(block) ? state : null;
        AbstractState? current = state;
        foreach (var operation in block.Operations)
        {
            current = Note(transfer.Run(operation, current), ref thrown);
            if (current is null)
            {
                break;
            }
        }

        AbstractValue? value = null;
        if (current is not null && block.BranchValue is { } branchValue)
        {
            (var after, value) = transfer.Evaluate(branchValue, current);
            current = Note(after, ref thrown);
        }

        if (thrown is not null)
        {
            Throw(block, thrown);
        }

        if (current is not null)
        {
            Leave(block, current, value);
        }
        else if (_counted.TryGetValue(block.Ordinal, out var count))
        {
            // A callee that always throws ends the loops around it as a throw would.
            _frame.NoteEnd(block.Ordinal, count);
        }
    }

    private AbstractState? Note(AbstractState? after, ref AbstractState? thrown)
    {
        if (transfer.TakeThrown() is { } inside)
        {
            Observe(inside);
            thrown = thrown is null ? null : Join(thrown, inside);
        }

        if (after is not null)
        {
            Observe(after);
            thrown = thrown is null ? null : Join(thrown, after);
        }

        return after;
    }

    /// <summary>Whether an exception in the block can go to code of the method.</summary>
    private static bool IsGuarded(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null; region = FlowShape.Around(region))
        {
            if (region.Kind == ControlFlowRegionKind.Try)
            {
                return true;
            }
        }

        return false;
    }

    private void Leave(BasicBlock block, AbstractState state, AbstractValue? value)
    {
        if (block is { ConditionKind: not ControlFlowConditionKind.None, BranchValue: { } condition, ConditionalSuccessor: { } jump } && value is not null)
        {
            var jumpsWhen = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            var (jumps, falls) = (transfer.Assume(condition, value, jumpsWhen, state), transfer.Assume(condition, value, !jumpsWhen, state));
            if (jumps is not null && falls is not null)
            {
                transfer.Branch(value);
            }

            Take(block, jump, jumps, value);
            Take(block, block.FallThroughSuccessor, falls, value);
            return;
        }

        if (block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Return } && value is not null)
        {
            transfer.Return(value);
        }

        Take(block, block.FallThroughSuccessor, state, condition: null);
    }

    private void Take(BasicBlock from, ControlFlowBranch? branch, AbstractState? state, AbstractValue? condition)
    {
        if (branch is null || state is null)
        {
            return;
        }

        if (condition is NumberValue { EndsCounting: true } && branch.Destination is { } counted)
        {
            _counted[counted.Ordinal] = condition;
        }

        // A guard that throws tells nothing of how the loop ends where all is well, unless it is the loop's own count.
        if (condition is not null && branch.Destination is { } target && (condition is NumberValue { EndsCounting: true } || !EndsInThrow(branch)))
        {
            _frame.NoteExit(from.Ordinal, target.Ordinal, condition);
        }

        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
        {
            // The end of a finally region, whether control came there by an exception or not: whoever ran it goes on.
            Emit(Frame.EndOfFinally, state);
            return;
        }

        foreach (var region in branch.FinallyRegions)
        {
            if (RunFinally(region, state) is not { } after)
            {
                return;
            }

            state = after;
        }

        if (branch.Destination is { } destination)
        {
            Emit(destination.Ordinal, state);
        }
    }

    /// <summary>Runs a finally region as if it were called; the state at its end, or null where it does not end.</summary>
    private AbstractState? RunFinally(ControlFlowRegion region, AbstractState state)
    {
        var outer = _frame;
        _frame = new Frame(outer, null) { IsMuted = outer.IsMuted, Finally = region };
        Emit(region.FirstBlockOrdinal, state);
        RunRegion(region);
        var end = _frame.At(Frame.EndOfFinally);
        _frame = outer;
        return end;
    }

    /// <summary>An exception at any point of the block: through the finally regions around it, to each handler.</summary>
    private void Throw(BasicBlock block, AbstractState state)
    {
        var current = state;
        for (var region = block.EnclosingRegion; region is not null && current is not null; region = FlowShape.Around(region))
        {
            // Out of a finally or catch region an exception goes on outside its try, which is what its parents say.
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } whole })
            {
                continue;
            }

            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                current = RunFinally(whole.NestedRegions.First(nested => nested.Kind == ControlFlowRegionKind.Finally), current);
            }
            else
            {
                foreach (var handler in FlowShape.Handlers(region))
                {
                    Emit(handler.FirstBlockOrdinal, current);
                }
            }
        }

        if (IsNested && !_frame.IsMuted && current is not null)
        {
            Thrown = Thrown is null ? current : Join(Thrown, current);
        }
    }

    private static bool EndsInThrow(ControlFlowBranch branch)
    {
        // Twenty: a guard's block throws at once, or after a few blocks that build its message.
        for (var (current, steps) = (branch, 0); steps < 20; steps++)
        {
            if (current.Semantics is ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow)
            {
                return true;
            }

            if (current.Destination is not { ConditionalSuccessor: null, FallThroughSuccessor: { } next })
            {
                return false;
            }

            current = next;
        }

        return false;
    }

    private void Emit(int block, AbstractState state)
    {
        var frame = _frame;
        while (!frame.Contains(block))
        {
            if (frame.SwallowsExits)
            {
                return;
            }

            if (frame.Exits is { } held)
            {
                held.Add((block, state));
                return;
            }

            frame = frame.Outer!;
        }

        frame.Add(block, state, this);
    }

    private void Observe(AbstractState state)
    {
        // What callers see: what was done to files, and what members hold. Most operations change neither.
        if (_frame.IsMuted || (ReferenceEquals(state.Files, _seen?.Files) && (ReferenceEquals(state.Variables, _seen?.Variables) || !transfer.HasMembers)))
        {
            return;
        }

        _seen = state;
        var lasting = state.OfMembers(transfer.HasMembers);
        Peak = Peak is null ? lasting : Join(Peak, lasting);
    }

    private AbstractState Join(AbstractState left, AbstractState right) => AbstractState.Join(left, right, transfer.Missing);
}
