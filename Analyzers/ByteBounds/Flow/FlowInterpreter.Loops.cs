using IoPolicy.Analyzers.ByteBounds.Domain;

namespace IoPolicy.Analyzers.ByteBounds.Flow;

internal sealed partial class FlowInterpreter
{
    /// <summary>A loop's values are stable after a few widenings; a nest needs some more. Past this it is given up.</summary>
    private const int FixpointTurns = 64;

    /// <summary>A loop that reads until it has enough is stable after a turn or two; only after these is what grows given up.</summary>
    private const int PatientTurns = 3;

    private const string UnboundedTurns = "in a loop whose number of turns is not bounded";

    private void RunLoop(LoopComponent loop, AbstractState entry)
    {
        if (!RunTurnByTurn(loop, entry))
        {
            RunToFixpoint(loop, entry);
        }
    }

    /// <summary>
    /// Runs the turns one after the other until no state goes back to the header. What leaves the loop on the way is
    /// held back until the loop is known to end, because a given-up attempt must leave nothing behind.
    /// </summary>
    private bool RunTurnByTurn(LoopComponent loop, AbstractState entry)
    {
        var outer = _frame;
        var exits = new List<(int Block, AbstractState State)>();
        AbstractState? state = entry;
        var (peak, thrown) = (Peak, Thrown);
        for (var turn = 0; state is not null; turn++)
        {
            if (turn == FlowBudget.Turns || budget.IsSpent)
            {
                _frame = outer;
                (Peak, Thrown, _seen) = (peak, thrown, null);
                return false;
            }

            _frame = new Frame(outer, loop) { IsMuted = outer.IsMuted, Exits = exits };
            _frame.Start(state);
            RunComponents(loop.Body);
            var before = state;
            state = _frame.Back;
            if (state is not null && AbstractState.HaveSameValues(before, state))
            {
                // Control depends on values alone, never on what was counted: each turn from here is like this one.
                _frame = outer;
                (Peak, Thrown, _seen) = (peak, thrown, null);
                return false;
            }
        }

        _frame = outer;
        foreach (var (block, exit) in exits)
        {
            Emit(block, exit);
        }

        return true;
    }

    private void RunToFixpoint(LoopComponent loop, AbstractState entry)
    {
        var outer = _frame;
        var head = entry;
        var exits = new LoopExits();
        for (var turn = 0; ; turn++)
        {
            exits = new LoopExits();
            _frame = new Frame(outer, loop) { IsMuted = true, SwallowsExits = true, Conditions = exits };
            _frame.Start(head);
            RunComponents(loop.Body);
            if (_frame.Back is not { } back)
            {
                break;
            }

            var next = Join(head, back);
            next = turn < PatientTurns ? next : GiveUpGrowing(head, AbstractState.Widen(head, next, transfer.Missing));
            if (AbstractState.AreSame(head, next))
            {
                break;
            }

            head = next;
            if (turn == FixpointTurns)
            {
                Followed = false;
                break;
            }
        }

        // The last run is the one that counts: from a header state that holds for every turn, with the verdict in it.
        foreach (var pair in head.Files)
        {
            var (file, usage) = (pair.Key, pair.Value);
            if (entry.Of(file).Read.Amount.IsConstant && !usage.Moved && exits.EndWith(file))
            {
                head = head.With(file, usage with { Read = ToEnd(usage.Read) });
            }
            else if (exits.EndElsewhere)
            {
                head = head.With(file, usage with { Read = AsOften(usage.Read), Written = AsOften(usage.Written) });
            }
        }

        _frame = new Frame(outer, loop) { IsMuted = outer.IsMuted };
        _frame.Start(head);
        RunComponents(loop.Body);
        _frame = outer;
    }

    /// <summary>What grew in a turn has no bound.</summary>
    private static AbstractState GiveUpGrowing(AbstractState head, AbstractState next)
    {
        foreach (var pair in next.Files)
        {
            var (old, usage) = (head.Of(pair.Key), pair.Value);
            next = next.With(pair.Key, usage with { Read = Grown(old.Read, usage.Read), Written = Grown(old.Written, usage.Written) });
        }

        return next;
    }

    private static ByteCount Grown(ByteCount old, ByteCount now) =>
        now.Amount.IsConstant && now.Amount.CompareTo(old.Amount) > 0 && now.Trace is { Step: var step }
            ? new ByteCount(Amount.Unknown, new Trace(step with { Amount = Amount.Unknown, Why = UnboundedTurns, BytesATurn = now.Amount.Bytes - old.Amount.Bytes }, null))
            : now;

    /// <summary>What a loop reads that ends with the file, where it could be followed.</summary>
    private static ByteCount ToEnd(ByteCount byteCount) =>
        byteCount is { Amount.Kind: AmountKind.Unknown or AmountKind.Asked, Trace.Step: { IsEscape: false } step }
            ? new ByteCount(Amount.Whole, new Trace(step with { Amount = Amount.Whole, Why = "in a loop that ends with the file" }, null))
            : byteCount;

    /// <summary>What a loop moves, so much a turn, that more than the file ends.</summary>
    private static ByteCount AsOften(ByteCount byteCount) =>
        byteCount is { Amount.Kind: AmountKind.Unknown, Trace.Step: { Why: UnboundedTurns } step }
            ? new ByteCount(Amount.Asked, new Trace(step with { Amount = Amount.Asked, Why = "in a loop that more than the file ends" }, null))
            : byteCount;
}
