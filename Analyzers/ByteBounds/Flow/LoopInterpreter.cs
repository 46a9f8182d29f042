using IoPolicy.Analyzers.ByteBounds.Domain;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

/// <summary>
/// Runs a loop iteration by iteration (<see cref="FlowBudget.MaxIterations"/>), so smaller constant trip counts are exact. A loop that does
/// not end this way runs to a fixpoint with widening. Its bound is then no constant, unless a counter of read bytes ends the loop.
/// </summary>
internal sealed class LoopInterpreter(FlowInterpreter interpreter, ITransfer transfer, FlowBudget budget)
{
    /// <summary>The maximum number of iterations to a fixpoint. A loop's values are stable after a few widenings, and those of nested loops after a few more.</summary>
    private const int MaxFixpointIterations = 64;

    /// <summary>The iterations before the first widening. A loop with a counter of read bytes is stable after one or two iterations.</summary>
    private const int IterationsBeforeWidening = 3;

    private const string UnboundedIterations = "in a loop whose number of iterations has no bound";

    internal void Run(LoopComponent loop, AbstractState entry)
    {
        if (!RunIterations(loop, entry))
        {
            RunToFixpoint(loop, entry);
        }
    }

    /// <summary>
    /// Runs iterations until no state goes back to the header. The states that leave the loop are collected, and passed on only
    /// after the last iteration, because an abandoned attempt must have no effect. Returns false if the attempt was abandoned.
    /// </summary>
    private bool RunIterations(LoopComponent loop, AbstractState entry)
    {
        var outer = interpreter.Frame;
        var saved = interpreter.Observed.Save();
        var exits = new List<(int Block, AbstractState State)>();
        var conditions = new LoopExits();
        AbstractState? first = null;
        AbstractState? state = entry;
        for (var iteration = 0; state is not null; iteration++)
        {
            var before = state;
            var canAfford = iteration < FlowBudget.MaxIterations && !budget.IsSpent;
            state = canAfford ? RunIteration(loop, before, new FlowFrame(outer, loop) { IsTrial = outer.IsTrial, Exits = exits, Conditions = conditions }) : before;
            first ??= state;

            // Control depends on values, and not on counted bytes. With the same values, all later iterations are the same.
            if (!canAfford || (state is not null && AbstractState.HaveSameValues(before, state)))
            {
                interpreter.Frame = outer;
                interpreter.Observed.Restore(saved);
                return false;
            }
        }

        interpreter.Frame = outer;
        foreach (var (block, exit) in exits)
        {
            interpreter.Emit(block, conditions.CompareReadTotal && first is not null ? WithoutSums(exit, first) : exit);
        }

        return true;
    }

    /// <summary>
    /// Makes the bytes read unknown after a loop that reads until it has enough bytes, if no counter bounds them. A read may return one byte of
    /// many that it requests, so the loop may have one iteration per byte. The sum of all requests is then far above the bytes read.
    /// </summary>
    private AbstractState WithoutSums(AbstractState exit, AbstractState first)
    {
        var state = exit;
        foreach (var pair in exit.Files)
        {
            if (!exit.Relations.Keys.Any(key => key.File.Equals(pair.Key)) && pair.Value.Read is { Amount.IsConstant: true, Trace.Step: var step } && pair.Value.Read.Amount.CompareTo(first.Of(pair.Key).Read.Amount) > 0)
            {
                var unknown = new ByteCount(Amount.Unknown, new Trace(step with { Amount = Amount.Unknown, Why = "in a loop that reads until it has enough bytes" }, null));
                state = state.With(pair.Key, pair.Value with { Read = unknown, Cases = [] });
            }
        }

        if (!ReferenceEquals(state, exit) && !interpreter.Frame.IsTrial)
        {
            interpreter.Observed.Add(state);
        }

        return state;
    }

    private void RunToFixpoint(LoopComponent loop, AbstractState entry)
    {
        var outer = interpreter.Frame;
        var head = entry.WithoutCases();
        LoopExits exits;
        for (var iteration = 0; ; iteration++)
        {
            exits = new LoopExits();
            if (RunIteration(loop, head, new FlowFrame(outer, loop) { IsTrial = true, DropsExits = true, Conditions = exits }) is not { } back)
            {
                break;
            }

            var next = interpreter.Join(head, back).WithoutCases();
            next = iteration < IterationsBeforeWidening ? next : WidenGrowingAmounts(head, AbstractState.Widen(head, next, transfer.ValueIfUnassigned));
            if (AbstractState.AreSame(head, next))
            {
                break;
            }

            head = next;
            if (iteration == MaxFixpointIterations)
            {
                interpreter.IsInterpretable = false;
                break;
            }
        }

        // Only the bytes of this last iteration count. It starts from a state that holds in each iteration, and in which the bounds of the
        // whole loop are set.
        RunIteration(loop, WithLoopBounds(head, entry, exits), new FlowFrame(outer, loop) { IsTrial = outer.IsTrial });
        interpreter.Frame = outer;
    }

    /// <summary>Runs one iteration. Returns the state that goes back to the header; null if there is none.</summary>
    private AbstractState? RunIteration(LoopComponent loop, AbstractState state, FlowFrame frame)
    {
        interpreter.Frame = frame;
        frame.Start(state);
        interpreter.RunComponents(loop.Body);
        return frame.Back;
    }

    /// <summary>Sets the bound of each file for the whole loop: whole if the file ends the loop, or requested if external data ends it.</summary>
    private static AbstractState WithLoopBounds(AbstractState head, AbstractState entry, LoopExits exits)
    {
        foreach (var pair in head.Files)
        {
            var (file, usage) = (pair.Key, pair.Value);
            if (entry.Of(file).Read.Amount.IsConstant && !usage.IsPositionUnknown && exits.DependOnlyOn(file))
            {
                head = head.With(file, usage with { Read = ToEnd(usage.Read, entry, file) });
            }
            else if (exits.DependOnExternalData)
            {
                head = head.With(file, usage with { Read = AsRequested(usage.Read), Written = AsRequested(usage.Written) });
            }
        }

        return head;
    }

    /// <summary>Makes the amounts that grew in an iteration unknown, except where a counter bounds them.</summary>
    internal static AbstractState WidenGrowingAmounts(AbstractState head, AbstractState next)
    {
        foreach (var pair in next.Files)
        {
            var (old, usage) = (head.Of(pair.Key), pair.Value);
            next = next.With(pair.Key, usage with { Read = BoundedByCounter(old.Read, usage.Read) ?? UnknownIfGrown(old.Read, usage.Read), Written = UnknownIfGrown(old.Written, usage.Written) });
        }

        return next;
    }

    /// <summary>
    /// Returns the bytes of all iterations, if the loop has a counter (<see cref="ByteCount.OfAllIterations"/>). If the bytes grow beyond them
    /// in the next iteration, the bound becomes unknown.
    /// </summary>
    private static ByteCount? BoundedByCounter(ByteCount old, ByteCount now) =>
        now.Amount.CompareTo(old.Amount) > 0 && old.Trace is not { Step.IsOfAllIterations: true } ? now.OfAllIterations() : null;

    private static ByteCount UnknownIfGrown(ByteCount old, ByteCount now) =>
        now.Amount.IsConstant && now.Amount.CompareTo(old.Amount) > 0 && now.Trace is { Step: var step }
            ? new ByteCount(Amount.Unknown, new Trace(step with { Amount = Amount.Unknown, Why = UnboundedIterations, BytesPerIteration = now.Amount.Bytes - old.Amount.Bytes }, null))
            : now;

    /// <summary>Returns the bound of a loop that ends with its file: the whole file. If the code has checked the file's length, that check limits the file
    /// too, so the bound is "requested".</summary>
    private static ByteCount ToEnd(ByteCount count, AbstractState entry, FileSource file)
    {
        const string Why = "in a loop that ends with the file";
        return count is not { Amount.Kind: AmountKind.Unknown or AmountKind.Requested, Trace.Step: { IsEscape: false } step } ? count
            : entry.MaxLengthOf(file) is not null || entry.IsLengthLimited(file) ? AsRequested(count)
            : new ByteCount(Amount.Whole, new Trace(step with { Amount = Amount.Whole, Why = Why }, null));
    }

    /// <summary>Returns the bound of a loop that external data can end: as many bytes as requested.</summary>
    private static ByteCount AsRequested(ByteCount count) =>
        count is { Amount.Kind: AmountKind.Unknown, Trace.Step: { Why: UnboundedIterations } step }
            ? new ByteCount(Amount.Requested, new Trace(step with { Amount = Amount.Requested, Why = "in a loop that the file alone does not end" }, null))
            : count;
}
