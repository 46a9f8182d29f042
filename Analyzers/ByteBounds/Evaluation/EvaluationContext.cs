using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The state of one interpreted method. The classes that evaluate its operations share it.</summary>
internal sealed class EvaluationContext
{
    internal EvaluationContext(MethodScope scope, CompilationFacts facts, ICalleeSummaries callees, MethodBody body, FlowBudget flow, QueryBudget budget)
    {
        (Scope, Shared, Callees, Body, Flow, Budget) = (scope, facts, callees, body, flow, budget);
        Function = new FunctionFrame(body.Graph);
        Files = new FileEffects(this);
        Counters = new ReadCounters(this);
    }

    internal MethodScope Scope { get; }

    /// <summary>The facts about the compilation that all queries share.</summary>
    internal CompilationFacts Shared { get; }

    internal ICalleeSummaries Callees { get; }

    internal MethodBody Body { get; }

    internal FlowBudget Flow { get; }

    internal QueryBudget Budget { get; }

    internal FileEffects Files { get; }

    internal ReadCounters Counters { get; }

    /// <summary>The state at the current operation.</summary>
    internal AbstractState State { get; set; } = AbstractState.Empty;

    /// <summary>The function whose graph is being interpreted: the method, or a nested function that it calls.</summary>
    internal FunctionFrame Function { get; set; }

    /// <summary>The captured operations, by the captures of the control-flow graph that hold their values.</summary>
    internal Dictionary<CaptureId, IOperation> Captured { get; } = [];

    /// <summary>Whether the code after the current operation cannot run, because the operation never completes normally.</summary>
    internal bool IsUnreachable { get; set; }

    /// <summary>Whether the current operation throws if a loop repeats it too often, because it overflows or leaves a buffer.</summary>
    internal bool EndsLoopByThrowing { get; set; }

    /// <summary>
    /// False if the bounds of the method are unknown: a nested function has a control flow that cannot be interpreted, or the effect of a lambda
    /// that a callee calls any number of times reaches no fixpoint.
    /// </summary>
    internal bool HasBounds { get; set; } = true;

    /// <summary>The join of the states in which the current operation may throw (<see cref="ITransfer.TakeThrown"/>).</summary>
    private AbstractState? Thrown { get; set; }

    /// <summary>Returns the value with the facts from the conditions on this path.</summary>
    internal AbstractValue WithPathFacts(AbstractValue value) => State.WithPathFacts(value);

    /// <summary>Continues in the state in which a condition has the outcome.</summary>
    internal void Assume(AbstractValue condition, bool outcome)
    {
        if (State.Assume(condition, outcome) is { } state)
        {
            State = state;
        }
        else
        {
            MarkUnreachable();
        }
    }

    /// <summary>Records that an unknown limit may apply to a value, because unknown code received it and may have thrown (<see cref="Fact.IsLimited"/>).</summary>
    internal void MarkAsLimited(AbstractValue value)
    {
        if (value.Term is { } term)
        {
            State = State.WithFacts(State.Facts.WithLimited(term));
        }
    }

    /// <summary>Starts an operation in a state.</summary>
    internal void Start(AbstractState state)
    {
        State = state;
        IsUnreachable = false;
    }

    /// <summary>Marks the code after the current operation as unreachable.</summary>
    internal void MarkUnreachable()
    {
        AddThrown(State);
        IsUnreachable = true;
    }

    /// <summary>Adds a state in which an exception can leave the current operation.</summary>
    internal void AddThrown(AbstractState? state) => Thrown = Thrown is null ? state : state is null ? Thrown : Join(Thrown, state);

    /// <inheritdoc cref="ITransfer.TakeThrown"/>
    internal AbstractState? TakeThrown()
    {
        var thrown = Thrown;
        Thrown = null;
        return thrown;
    }

    internal AbstractState Join(AbstractState left, AbstractState right) => AbstractState.Join(left, right, ValueIfUnassigned);

    /// <summary>Returns the value of a variable that only one of two joined paths has assigned.</summary>
    internal AbstractValue? ValueIfUnassigned(ISymbol variable) => variable is IFieldSymbol field ? Scope.ValueOnEntryOf(field) : null;
}

/// <summary>The graph and the return values of the interpreted function.</summary>
internal sealed class FunctionFrame(ControlFlowGraph graph)
{
    private AbstractValue? _returned;
    private Facts _facts = Facts.None;
    private bool _returnsDiffer;
    private Origin _branches;

    internal ControlFlowGraph Graph { get; } = graph;

    /// <summary>The join of all returned values; null if there is none. If the values differ, the join depends on the function's conditions too.</summary>
    internal AbstractValue? Returned => _returned is not null && _returnsDiffer ? _returned.WithOrigin(_returned.Origin | _branches) : _returned;

    internal void Return(AbstractValue value, Facts facts)
    {
        _returnsDiffer |= _returned is not null && !_returned.Equals(value);
        (_returned, _facts) = _returned is null ? (value, facts) : (AbstractValue.Join(_returned, _facts, value, facts), Facts.Join(_facts, facts));
    }

    internal void Branch(AbstractValue condition) => _branches |= condition.Origin;
}
