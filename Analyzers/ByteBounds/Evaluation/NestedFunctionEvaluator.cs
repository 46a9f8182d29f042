using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Evaluates lambdas, local functions and delegates. An inlined function is evaluated in place of its call, on the state of the method, so
/// it changes captured variables as in C#.
/// </summary>
internal sealed class NestedFunctionEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    /// <summary>
    /// Evaluates the inlined function (<see cref="NestedFunctions"/>) that is called, or that is an argument of the call. Returns the result of
    /// a called function; null for other calls.
    /// </summary>
    internal AbstractValue? Call(IInvocationOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        var method = call.TargetMethod;
        switch (method.MethodKind)
        {
            case MethodKind.LocalFunction when context.Scope.Nested.IsInlined(method.OriginalDefinition):
                var graph = context.Function.Graph.GetLocalFunctionControlFlowGraphInScope(method.OriginalDefinition, context.Budget.Cancellation);
                return Run(graph, method.OriginalDefinition, call, arguments);
            case MethodKind.DelegateInvoke when receiver is FunctionValue function:
                return Run(GraphOf(function), function.Lambda.Symbol, call, arguments);
            case MethodKind.Ordinary when NestedFunctions.IsTaskRun(method) && arguments[0] is FunctionValue work:
                // If its token is cancelled early enough, Task.Run does not run the lambda.
                return RunAtMostOnce(work, call);
            case MethodKind.Ordinary:
                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is { } parameter && arguments[parameter.Ordinal] is FunctionValue function)
                    {
                        RunAtMost(function, call, CalledParameters.IsCalledOnce(parameter) ? 1 : MaxCallsOf(parameter, call, receiver, arguments));
                    }
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>Evaluates a lambda that the callee calls at most <paramref name="maxCalls"/> times; if it is null, any number of times.</summary>
    private void RunAtMost(FunctionValue function, IInvocationOperation call, long? maxCalls)
    {
        const int MaxIterations = 16;
        for (var iteration = 0; iteration < (maxCalls ?? MaxIterations); iteration++)
        {
            var before = context.State;
            RunAtMostOnce(function, call);
            if (maxCalls is null && iteration > 0)
            {
                context.State = LoopInterpreter.WidenGrowingAmounts(before, AbstractState.Widen(before, context.State, context.ValueIfUnassigned));
            }

            if (maxCalls is null && AbstractState.AreSame(before, context.State))
            {
                return;
            }
        }

        context.HasBounds &= maxCalls is not null;
    }

    /// <summary>
    /// Returns the maximum number of times that the callee calls a lambda argument; null if the number is unknown or above 16. The lambda is
    /// replaced by an imaginary file of which each call reads one byte, so the byte bound of the callee is the bound of the calls.
    /// </summary>
    private long? MaxCallsOf(IParameterSymbol parameter, IInvocationOperation call, AbstractValue? receiver, CallArguments arguments)
    {
        const int MaxCalls = 16;
        var inputs = arguments.ByParameter(call.TargetMethod, receiver).SetItem(parameter.Ordinal, new FileValue(FileSource.Opened(call.Syntax)) { Holder = FileHolder.CallCounter });
        return context.Callees.Summarize(call.TargetMethod, inputs, call.Instance is IInstanceReferenceOperation, isVirtualCall: false) is { } summary
            && summary.Files.TryGetValue(FileSource.Parameter(MethodParameters.Of(summary.Method)[parameter.Ordinal]), out var calls)
            && calls.Read.Amount is { IsConstant: true, Bytes: <= MaxCalls and var count }
                ? count
                : null;
    }

    /// <summary>Evaluates a lambda that the callee calls once, or not at all. The callee may catch the exceptions of the lambda.</summary>
    private AbstractValue RunAtMostOnce(FunctionValue function, IInvocationOperation call)
    {
        var before = context.State;
        var result = Run(GraphOf(function), function.Lambda.Symbol, call, null, isCaught: true);
        context.State = context.Join(before, context.State);
        context.IsUnreachable = false;
        return result;
    }

    /// <summary>
    /// Evaluates the creation of a delegate. Code that receives the delegate can call it at any time, unless the function is inlined.
    /// </summary>
    internal AbstractValue Delegate(IOperation function)
    {
        switch (function)
        {
            case IDelegateCreationOperation { Target: IFlowAnonymousFunctionOperation or IMethodReferenceOperation } creation:
                return Delegate(creation.Target);
            case IDelegateCreationOperation:
                return evaluator.Unknown(function);
            case IFlowAnonymousFunctionOperation lambda when context.Scope.Nested.IsInlined(lambda.Symbol):
                return new FunctionValue(lambda, context.Function.Graph);
            case IMethodReferenceOperation { Instance: { } instance, Method: var method } when context.Shared.DotNet.Find(method) is not null && evaluator.Evaluate(instance) is FileValue { Holder: null } file:
                return file with { Holder = FileHolder.OfDelegate(method), Term = null };
            case IMethodReferenceOperation reference when (reference.Instance ?? ReceiverOf(reference)) is { } receiver:
                context.Files.Escape(evaluator.Evaluate(receiver), function.Syntax, "is used by a delegate");
                if (reference.Instance is IInstanceReferenceOperation)
                {
                    context.Files.EscapeFilesOfMembers(function.Syntax, "may be used by a delegate");
                }

                break;
        }

        if (function is not IMethodReferenceOperation { Method.MethodKind: not MethodKind.LocalFunction })
        {
            context.Files.EscapeFilesOfNestedFunctions(function.Syntax, "is used by a lambda or local function");
        }

        return new OtherValue(Origin.External);
    }

    /// <summary>
    /// Whether the call invokes a delegate in a member of <c>this</c>. Such a delegate can read any file of the object: for example, a decoder can
    /// hold a callback that reads more input.
    /// </summary>
    internal bool IsDelegateOfMember(IInvocationOperation call) =>
        context.Scope.HasFileMembers
        && call is { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: { } instance }
        && (instance is IFlowCaptureReferenceOperation reference && context.Captured.TryGetValue(reference.Id, out var captured) ? captured : instance)
            is IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation };

    private AbstractValue Run(ControlFlowGraph graph, IMethodSymbol function, IInvocationOperation call, CallArguments? arguments, bool isCaught = false)
    {
        context.Budget.Spend(graph.Blocks.Length);
        isCaught |= function.IsAsync && !NestedFunctions.Rethrows(call);
        if (arguments is { } values)
        {
            AssignParameters(function, call, values);
        }

        // The interpreter of the function observes the function's own states. The caller's thrown state and reachability are restored below.
        var (caller, thrown, isUnreachable) = (context.Function, context.TakeThrown(), context.IsUnreachable);
        context.Function = new FunctionFrame(graph);
        var interpreter = new FlowInterpreter(graph, evaluator, context.Flow, context.Body.BlockOrders) { KeepsThrownStates = context.Scope.HasHandlers || isCaught || function.IsAsync };
        var exit = interpreter.Run(context.State);
        var returned = context.Function.Returned;
        context.Function = caller;
        context.IsUnreachable = isUnreachable;
        context.TakeThrown();
        context.AddThrown(thrown);
        // Without a handler, no code runs after an exception. The bytes that the function moved before it still count.
        context.AddThrown(interpreter.KeepsThrownStates ? interpreter.Observed.Thrown : interpreter.Observed.AtAnyPoint);
        context.HasBounds &= interpreter.IsInterpretable;
        context.State = exit ?? interpreter.Observed.Thrown ?? context.State;
        context.State = isCaught && interpreter.Observed.Thrown is { } caught ? context.Join(context.State, caught) : context.State;
        if (exit is null && !function.IsAsync)
        {
            context.MarkUnreachable();
        }

        if (arguments is { } passed)
        {
            evaluator.Arguments.ForgetReferences(passed, Origin.External);
        }

        return returned is null or OtherValue ? ValueFactory.Any(call, returned?.Origin ?? Origin.Constant) : returned;
    }

    private void AssignParameters(IMethodSymbol function, IInvocationOperation call, CallArguments arguments)
    {
        foreach (var parameter in function.Parameters)
        {
            var value = arguments[parameter.Ordinal] ?? ValueFactory.Any(parameter.Type, call.Syntax, Origin.External);
            if (context.Scope.IsUntracked(parameter))
            {
                var name = function.MethodKind == MethodKind.AnonymousFunction ? "a lambda" : function.Name;
                context.Files.Escape(value, call.Syntax, $"is passed to {name} by reference");
            }
            else
            {
                context.State = context.State.With(parameter, value is OtherValue opaque ? ValueFactory.Any(parameter.Type, call.Syntax, opaque.Origin) : value);
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
