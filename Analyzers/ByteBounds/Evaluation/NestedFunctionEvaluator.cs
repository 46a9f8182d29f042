using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Evaluates lambdas, local functions and delegates. The code of a nested function runs in place of its call, on the state
/// of the method, so it changes captured variables as the language says.
/// </summary>
internal sealed class NestedFunctionEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    /// <summary>Runs a nested function that <see cref="NestedFunctions"/> follows, and returns its result; null for other calls.</summary>
    internal AbstractValue? Call(IInvocationOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        var method = call.TargetMethod;
        switch (method.MethodKind)
        {
            case MethodKind.LocalFunction when context.Scope.Nested.AreFollowed(method.OriginalDefinition):
                var graph = context.Function.Graph.GetLocalFunctionControlFlowGraphInScope(method.OriginalDefinition, context.Budget.Cancellation);
                return Run(graph, method.OriginalDefinition, call, arguments);
            case MethodKind.DelegateInvoke when receiver is FunctionValue function:
                return Run(GraphOf(function), function.Lambda.Symbol, call, arguments);
            case MethodKind.Ordinary when NestedFunctions.IsTaskRun(method) && arguments[0] is FunctionValue work:
                // A token that is cancelled early enough keeps Task.Run from running the lambda.
                return RunPerhaps(work, call);
            case MethodKind.Ordinary:
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { } parameter && arguments[parameter.Ordinal] is FunctionValue function)
                    {
                        RunOften(function, call, CalledParameters.IsCalledOnce(parameter) ? 1 : MostCalls(parameter, call, receiver, arguments));
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>Runs a lambda that the callee runs so many times at most; an unknown number of times if <paramref name="most"/> is null.</summary>
    private void RunOften(FunctionValue function, IInvocationOperation call, long? most)
    {
        const int MostTurns = 16;
        for (var turn = 0; turn < (most ?? MostTurns); turn++)
        {
            var before = context.State;
            RunPerhaps(function, call);
            if (most is null && turn > 0)
            {
                context.State = LoopInterpreter.GiveUpGrowing(before, AbstractState.Widen(before, context.State, context.Missing));
            }

            if (most is null && AbstractState.AreSame(before, context.State))
            {
                return;
            }
        }

        context.IsFollowed &= most is not null;
    }

    /// <summary>
    /// How often the callee calls the lambda that it gets for a parameter; null if that is not known, or more than some times.
    /// The query is the same as for how many bytes the callee reads, if each call reads one.
    /// </summary>
    private long? MostCalls(IParameterSymbol parameter, IInvocationOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        const int Most = 16;
        var given = arguments.ByParameter(call.TargetMethod, receiver).SetItem(parameter.Ordinal, new FileValue(FileSource.Opened(call.Syntax)) { Holder = Holder.CountedCall });
        return context.Callees.Summarize(call.TargetMethod, given, call.Instance is IInstanceReferenceOperation, isVirtualCall: false) is { } summary
            && summary.Files.TryGetValue(FileSource.Parameter(MethodParameters.Of(summary.Method)[parameter.Ordinal]), out var calls)
            && calls.Read.Amount is { IsConstant: true, Bytes: <= Most and var count }
                ? count
                : null;
    }

    /// <summary>Runs a lambda that the callee runs once, or not at all. The callee may catch what the lambda throws.</summary>
    private AbstractValue RunPerhaps(FunctionValue function, IInvocationOperation call)
    {
        var before = context.State;
        var result = Run(GraphOf(function), function.Lambda.Symbol, call, null, isCaught: true);
        context.State = context.Join(before, context.State);
        context.HasStopped = false;
        return result;
    }

    /// <summary>Evaluates the creation of a delegate. Its holder can call an unfollowed function at any time.</summary>
    internal AbstractValue Delegate(IOperation function)
    {
        switch (function)
        {
            case IDelegateCreationOperation { Target: IFlowAnonymousFunctionOperation or IMethodReferenceOperation } creation:
                return Delegate(creation.Target);
            case IDelegateCreationOperation:
                return evaluator.Unknown(function);
            case IFlowAnonymousFunctionOperation lambda when context.Scope.Nested.AreFollowed(lambda.Symbol):
                return new FunctionValue(lambda, context.Function.Graph);
            case IMethodReferenceOperation { Instance: { } instance, Method: var method } when context.Facts.Platform.Find(method) is not null && evaluator.Evaluate(instance) is FileValue { Holder: null } file:
                return file with { Holder = new Holder(null, method), Term = null };
            case IMethodReferenceOperation reference when (reference.Instance ?? ReceiverOf(reference)) is { } receiver:
                context.Files.Escape(evaluator.Evaluate(receiver), function.Syntax, "is used by a delegate");
                if (reference.Instance is IInstanceReferenceOperation)
                {
                    context.Files.EscapeMembers(function.Syntax, "may be used by a delegate");
                }

                break;
        }

        if (function is not IMethodReferenceOperation { Method.MethodKind: not MethodKind.LocalFunction })
        {
            context.Files.EscapeNestedFunctions(function.Syntax, "is used by a lambda or local function");
        }

        return new OpaqueValue(Origin.Elsewhere);
    }

    /// <summary>
    /// Whether the call invokes a delegate that a member of <c>this</c> holds. The code that stored the delegate can also
    /// have the files of the other members, as in a decoder that gives its parts a way to ask for more.
    /// </summary>
    internal bool IsDelegateOfMember(IInvocationOperation call) =>
        context.Scope.HasFileMembers
        && call is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } instance }
        && (instance is IFlowCaptureReferenceOperation reference && context.Captured.TryGetValue(reference.Id, out var captured) ? captured : instance)
            is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation };

    private AbstractValue Run(ControlFlowGraph graph, IMethodSymbol function, IInvocationOperation call, CallArguments? arguments, bool isCaught = false)
    {
        context.Budget.Spend(graph.Blocks.Length);
        if (arguments is { } given)
        {
            AssignParameters(function, call, given);
        }

        var (caller, thrown, hasStopped) = (context.Function, context.TakeThrown(), context.HasStopped);
        context.Function = new FunctionFrame(graph);
        var interpreter = new FlowInterpreter(graph, evaluator, context.Flow, context.Body.Shapes) { IsNested = context.Scope.HasHandlers || isCaught || function.IsAsync };
        var exit = interpreter.Run(context.State);
        var returned = context.Function.Returned;
        context.Function = caller;
        context.HasStopped = hasStopped;
        context.TakeThrown();
        context.AddThrown(thrown);
        // Without a handler no code runs after an exception. The bytes that the function moved until then still count.
        context.AddThrown(interpreter.IsNested ? interpreter.Observed.Thrown : interpreter.Observed.Peak);
        context.IsFollowed &= interpreter.Followed;
        context.State = exit ?? interpreter.Observed.Thrown ?? context.State;
        context.State = isCaught && interpreter.Observed.Thrown is { } caught ? context.Join(context.State, caught) : context.State;
        if (exit is null && !function.IsAsync)
        {
            context.Stop();
        }

        if (arguments is { } passed)
        {
            evaluator.Arguments.ForgetReferences(passed, Origin.Elsewhere);
        }

        return returned is null or OpaqueValue ? ValueFactory.Any(call, returned?.Origin ?? Origin.Constant) : returned;
    }

    private void AssignParameters(IMethodSymbol function, IInvocationOperation call, CallArguments arguments)
    {
        foreach (var parameter in function.Parameters)
        {
            var value = arguments[parameter.Ordinal] ?? ValueFactory.Any(parameter.Type, call.Syntax, Origin.Elsewhere);
            if (context.Scope.IsUntracked(parameter))
            {
                var name = function.MethodKind == MethodKind.AnonymousFunction ? "a lambda" : function.Name;
                context.Files.Escape(value, call.Syntax, $"is handed to {name} by reference");
            }
            else
            {
                context.State = context.State.With(parameter, value is OpaqueValue opaque ? ValueFactory.Any(parameter.Type, call.Syntax, opaque.Origin) : value);
            }
        }
    }

    private ControlFlowGraph GraphOf(FunctionValue function) =>
        function.Graph.GetAnonymousFunctionControlFlowGraph(function.Lambda, context.Budget.Cancellation);

    /// <summary>
    /// Returns the receiver of a delegate of an extension method. The control-flow graph omits it, because the method is
    /// static; the operation tree has it.
    /// </summary>
    private IOperation? ReceiverOf(IMethodReferenceOperation reference) => !reference.Method.IsExtensionMethod ? null : context.Body.Operation.Descendants()
        .OfType<IMethodReferenceOperation>().FirstOrDefault(original => original.Syntax == reference.Syntax)?.Instance;
}
