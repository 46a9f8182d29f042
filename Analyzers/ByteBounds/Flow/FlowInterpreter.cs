using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// Interprets a control-flow graph on abstract states, block by block. <see cref="LoopInterpreter"/> runs the loops.
/// </summary>
internal sealed class FlowInterpreter
{
    private readonly ControlFlowGraph _graph;
    private readonly ITransfer _transfer;
    private readonly FlowBudget _budget;
    private readonly BlockOrders _orders;
    private readonly LoopInterpreter _loops;

    // The conditions that compare an iteration counter with a limit, by the blocks to which they lead.
    private readonly Dictionary<int, AbstractValue> _counterChecks = [];

    internal FlowInterpreter(ControlFlowGraph graph, ITransfer transfer, FlowBudget budget, BlockOrders orders)
    {
        (_graph, _transfer, _budget, _orders) = (graph, transfer, budget, orders);
        _loops = new LoopInterpreter(this, transfer, budget);
        Observed = new ObservedStates(transfer);
    }

    /// <summary>
    /// Whether the interpreter keeps the states in which an exception can leave the graph (<see cref="ObservedStates.Thrown"/>). A nested
    /// function needs them if its caller catches exceptions.
    /// </summary>
    internal bool KeepsThrownStates { get; init; }

    /// <summary>The joined states of the run.</summary>
    internal ObservedStates Observed { get; }

    /// <summary>False if the graph has a control flow that cannot be interpreted. Then the result of the run is unknown.</summary>
    internal bool IsInterpretable { get; set; } = true;

    /// <summary>The frame that the current block belongs to.</summary>
    internal FlowFrame Frame { get; set; } = new(null, null);

    /// <summary>Runs the graph from its entry. Returns the state at its exit; null if it never returns.</summary>
    internal AbstractState? Run(AbstractState entry)
    {
        Emit(_graph.Root.FirstBlockOrdinal, entry);
        RunRegion(_graph.Root);
        return Frame.At(_graph.Root.LastBlockOrdinal);
    }

    internal void RunComponents(IEnumerable<FlowComponent> components)
    {
        foreach (var component in components)
        {
            switch (component)
            {
                case BlockComponent { Block: var block } when Frame.At(block.Ordinal) is { } state:
                    RunBlock(block, state);
                    break;
                case LoopComponent loop when Frame.At(loop.Header) is { } state:
                    _loops.Run(loop, state);
                    break;
            }
        }
    }

    /// <summary>Adds a state to a block, in the nearest frame that contains the block.</summary>
    internal void Emit(int block, AbstractState state)
    {
        var frame = Frame;
        while (!frame.Contains(block))
        {
            if (frame.DropsExits)
            {
                return;
            }

            if (frame.Exits is { } exits)
            {
                exits.Add((block, state));
                return;
            }

            frame = frame.Outer!;
        }

        frame.Add(block, state, Join);
    }

    internal AbstractState Join(AbstractState left, AbstractState right) => AbstractState.Join(left, right, _transfer.ValueIfUnassigned);

    private void RunRegion(ControlFlowRegion region)
    {
        if (_orders.Of(_graph, region) is not { } order)
        {
            IsInterpretable = false;
            return;
        }

        RunComponents(order.Components);
    }

    private void RunBlock(BasicBlock block, AbstractState state)
    {
        _budget.Spend();
        var thrown = KeepsThrownStates || IsGuarded(block) ? state : null;
        AbstractState? current = state;
        foreach (var operation in block.Operations)
        {
            current = Observe(_transfer.Run(operation, current), ref thrown);
            AddEndByException(block);
            if (current is null)
            {
                break;
            }
        }

        AbstractValue? value = null;
        if (current is not null && block.BranchValue is { } branchValue)
        {
            (var after, value) = _transfer.Evaluate(branchValue, current);
            current = Observe(after, ref thrown);
            AddEndByException(block);
        }

        if (thrown is not null)
        {
            Throw(block, thrown);
        }

        if (current is not null)
        {
            Leave(block, current, value);
        }
        else if (_counterChecks.TryGetValue(block.Ordinal, out var check))
        {
            // A callee that always throws ends the loops around it like a throw statement.
            Frame.AddEnd(block.Ordinal, check);
        }
    }

    /// <summary>
    /// Records an exception as the end of the loops around the block, if the last operation throws when a loop repeats it too often. The loops
    /// then do not end with the file alone.
    /// </summary>
    private void AddEndByException(BasicBlock block)
    {
        if (_transfer.TakeEndsLoopByThrowing())
        {
            Frame.AddEnd(block.Ordinal, AbstractValue.NotAFile);
        }
    }

    private AbstractState? Observe(AbstractState? after, ref AbstractState? thrown)
    {
        Add(_transfer.TakeThrown(), ref thrown);
        Add(after, ref thrown);
        return after;
    }

    private void Add(AbstractState? state, ref AbstractState? thrown)
    {
        if (state is null)
        {
            return;
        }

        if (!Frame.IsTrial)
        {
            Observed.Add(state);
        }

        thrown = thrown is null ? null : Join(thrown, state);
    }

    /// <summary>Whether the block is in a <c>try</c>, so code of the method runs after an exception in the block.</summary>
    private static bool IsGuarded(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is not null; region = BlockOrder.Around(region))
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
            var (jumps, falls) = (_transfer.Assume(condition, value, jumpsWhen, state), _transfer.Assume(condition, value, !jumpsWhen, state));
            if (jumps is not null && falls is not null)
            {
                _transfer.Branch(value);
            }

            Take(block, jump, jumps, value);
            Take(block, block.FallThroughSuccessor, falls, value);
            return;
        }

        if (block.FallThroughSuccessor is { Semantics: ControlFlowBranchSemantics.Return } && value is not null)
        {
            _transfer.Return(value, state);
        }

        Take(block, block.FallThroughSuccessor, state, condition: null);
    }

    private void Take(BasicBlock from, ControlFlowBranch? branch, AbstractState? state, AbstractValue? condition)
    {
        if (branch is null || state is null)
        {
            return;
        }

        var comparesCounter = condition is NumberValue { ComparesCounter: true };
        if (comparesCounter && branch.Destination is { } next)
        {
            _counterChecks[next.Ordinal] = condition!;
        }

        // A guard that throws does not say how the loop ends normally, unless it compares the loop's own counter.
        if (condition is not null && branch.Destination is { } target && (comparesCounter || !EndsInThrow(branch)))
        {
            Frame.AddExit(from.Ordinal, target.Ordinal, condition);
        }

        if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
        {
            // This branch is the end of a finally region. RunFinally continues after it.
            Emit(FlowFrame.EndOfFinally, state);
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

    /// <summary>Runs a finally region like a called function. Returns the state at its end; null if it never ends normally.</summary>
    private AbstractState? RunFinally(ControlFlowRegion region, AbstractState state)
    {
        var outer = Frame;
        Frame = new FlowFrame(outer, null) { IsTrial = outer.IsTrial, Finally = region };
        Emit(region.FirstBlockOrdinal, state);
        RunRegion(region);
        var end = Frame.At(FlowFrame.EndOfFinally);
        Frame = outer;
        return end;
    }

    /// <summary>Passes the state at an exception in a block through the finally regions around the block to each handler.</summary>
    private void Throw(BasicBlock block, AbstractState state)
    {
        var current = state;
        for (var region = block.EnclosingRegion; region is not null && current is not null; region = BlockOrder.Around(region))
        {
            // An exception in a finally or catch region leaves the whole try statement. The loop reaches the regions around it.
            if (region is not { Kind: ControlFlowRegionKind.Try, EnclosingRegion: { } whole })
            {
                continue;
            }

            if (whole.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                current = RunFinally(whole.NestedRegions.First(static nested => nested.Kind == ControlFlowRegionKind.Finally), current);
            }
            else
            {
                foreach (var handler in BlockOrder.Handlers(region))
                {
                    Emit(handler.FirstBlockOrdinal, current);
                }
            }
        }

        if (KeepsThrownStates && !Frame.IsTrial && current is not null)
        {
            Observed.AddThrown(current);
        }
    }

    private static bool EndsInThrow(ControlFlowBranch branch)
    {
        // The block of a guard throws at once, or after a few blocks that build its message.
        const int MaxBlocks = 20;
        for (var (current, steps) = (branch, 0); steps < MaxBlocks; steps++)
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
}
