using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Calls of lambdas and local functions: their code is run in place of the call, on the state of the method, so that what
/// they do to captured variables is what the language says.
/// </summary>
internal sealed partial class OperationEvaluator
{
    private ControlFlowGraph _graph = body.Graph;
    private AbstractState? _thrown;
    private bool _hasStopped;
    private AbstractValue? _returned;
    private bool _returnsDiffer;
    private Origin _branches;

    /// <summary>False where a nested function has a shape that cannot be followed: then nothing is known.</summary>
    internal bool Followed { get; private set; } = true;

    /// <summary>The join of all values that the method returns; which of them depends on the conditions that it met.</summary>
    internal AbstractValue? Returned => _returned is not null && _returnsDiffer ? _returned.WithOrigin(_returned.Origin | _branches) : _returned;

    public void Return(AbstractValue value)
    {
        _returnsDiffer |= _returned is not null && !_returned.Equals(value);
        _returned = _returned is null ? value : AbstractValue.Join(_returned, value);
    }

    public void Branch(AbstractValue condition) => _branches |= condition.Origin;

    public AbstractState? TakeThrown()
    {
        var thrown = _thrown;
        _thrown = null;
        return thrown;
    }

    private void Start(AbstractState state)
    {
        State = state;
        _hasStopped = false;
    }

    /// <summary>What follows in the method is not reached: a callee never returns.</summary>
    private void Stop()
    {
        _thrown = Joined(_thrown, State);
        _hasStopped = true;
    }

    private AbstractState? Joined(AbstractState? left, AbstractState? right) =>
        left is null ? right : right is null ? left : AbstractState.Join(left, right, Missing);

    /// <summary>The result of the call of a nested function that is followed; null for any other call.</summary>
    private AbstractValue? NestedCall(IInvocationOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        var method = call.TargetMethod;
        switch (method.MethodKind)
        {
            case MethodKind.LocalFunction when scope.Nested.AreFollowed(method.OriginalDefinition):
                return RunNested(_graph.GetLocalFunctionControlFlowGraphInScope(method.OriginalDefinition, budget.Cancellation), method.OriginalDefinition, call, arguments);
            case MethodKind.DelegateInvoke when receiver is FunctionValue function:
                return RunNested(function.Graph.GetAnonymousFunctionControlFlowGraph(function.Lambda, budget.Cancellation), function.Lambda.Symbol, call, arguments);
            case MethodKind.Ordinary when NestedFunctions.IsTaskRun(method) && arguments[0] is FunctionValue work:
                // A token that is cancelled in time keeps the work from being run at all.
                var before = State;
                var result = RunNested(work.Graph.GetAnonymousFunctionControlFlowGraph(work.Lambda, budget.Cancellation), work.Lambda.Symbol, call, null);
                State = AbstractState.Join(before, State, Missing);
                _hasStopped = false;
                return result;
            default:
                return null;
        }
    }

    private AbstractValue RunNested(ControlFlowGraph graph, IMethodSymbol function, IInvocationOperation call, CallArguments? arguments)
    {
        budget.Spend(graph.Blocks.Length);
        foreach (var parameter in arguments is null ? [] : function.Parameters)
        {
            var value = arguments.GetValueOrDefault()[parameter.Ordinal] ?? TopOf(parameter.Type, call.Syntax, Origin.Elsewhere);
            if (scope.IsUntracked(parameter))
            {
                Escape(value, call.Syntax, $"is handed to {NameOf(function)} by reference");
            }
            else
            {
                State = State.With(parameter, value is OpaqueValue opaque ? TopOf(parameter.Type, call.Syntax, opaque.Origin) : value);
            }
        }

        var outer = (Graph: _graph, Thrown: _thrown, Stopped: _hasStopped, Returned: _returned, Differ: _returnsDiffer, Branches: _branches);
        (_graph, _thrown, _returned, _returnsDiffer, _branches) = (graph, null, null, false, Origin.Constant);
        var interpreter = new FlowInterpreter(graph, this, flow, body.Shapes) { IsNested = true };
        var exit = interpreter.Run(State);
        var returned = Returned;
        (_graph, _hasStopped, _returned, _returnsDiffer, _branches) = (outer.Graph, outer.Stopped, outer.Returned, outer.Differ, outer.Branches);
        _thrown = Joined(outer.Thrown, interpreter.Thrown);
        Followed &= interpreter.Followed;
        State = exit ?? interpreter.Thrown ?? State;
        if (exit is null && !function.IsAsync)
        {
            Stop();
        }

        if (arguments is { } given)
        {
            ForgetWritten(given, Origin.Elsewhere);
        }

        return returned is null or OpaqueValue ? TopOf(call, returned?.Origin ?? Origin.Constant) : returned;
    }

    private static string NameOf(IMethodSymbol function) => function.MethodKind == MethodKind.AnonymousFunction ? "a lambda" : function.Name;
}
