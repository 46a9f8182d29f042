using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Follows a stream through one body. It follows each value that can hold the stream to the last use of that value.</summary>
internal sealed class StreamEscapeWalker
{
    private readonly CancellationToken _cancellation;
    private readonly ReferenceIndex _index;
    private readonly StreamEscapes _escapes;
    private readonly StreamCalls _calls;
    private readonly StreamPatterns _patterns;

    internal StreamEscapeWalker(IOperation body, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _index = new ReferenceIndex(body);
        _escapes = new StreamEscapes(_index);
        _calls = new StreamCalls(_escapes);
        _patterns = new StreamPatterns(_escapes);
    }

    internal BodyEscapes Follow(IParameterSymbol parameter)
    {
        _escapes.Hold(parameter, new StreamState(IsStream: StreamTypes.Find(parameter.Type) is not { IsOverStream: true }, IsCertain: true));
        while (_escapes.TakeUnvisited() is { } variable)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (var reference in _index.ReferencesTo(variable))
            {
                Follow(reference, _escapes.StateOf(variable));
            }
        }

        if (_escapes.Rewinds.SecondPass is { } rewind)
        {
            _escapes.AddObstacle(rewind, "begins a second pass, which would read the dropped pages from the disk again");
        }

        return _escapes.ToResult();
    }

    private void Follow(IOperation value, StreamState state)
    {
        if (ReasonToRunLater(value) is { } later)
        {
            _escapes.AddObstacle(value, later);
            return;
        }

        StreamValue? current = new StreamValue(value, state);
        while (current is { } held)
        {
            current = Next(held.Operation, held.State);
        }
    }

    /// <summary>Returns the enclosing expression if its value holds the stream too; null at the last use of the value.</summary>
    private StreamValue? Next(IOperation value, StreamState state)
    {
        switch (value.Parent)
        {
            case IParenthesizedOperation or IAwaitOperation:
            case IConditionalAccessOperation access when access.WhenNotNull == value:
                return new(value.Parent, state);
            case IConversionOperation conversion:
                return Converted(conversion, state);
            case ICoalesceOperation or IConditionalOperation:
                return new(value.Parent, state.AsUncertain);
            case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice }:
                return new(choice, state.AsUncertain);
            case IConditionalAccessOperation access:
                return InstanceOf(access) is { } instance ? new(instance, state) : _escapes.AddObstacle(value, StreamEscapes.Unknown);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } local } declarator }:
                _escapes.Hold(local, state);
                return state.Closes && IsResource(declarator) ? _escapes.AddObstacle(value, StreamEscapes.Closed) : null;
            case IUsingOperation when state.Closes:
                return _escapes.AddObstacle(value, StreamEscapes.Closed);
            case IAssignmentOperation assignment when assignment.Target == value:
                return null;
            case ISimpleAssignmentOperation { IsRef: false } or ICoalesceAssignmentOperation:
                return Assigned((IAssignmentOperation)value.Parent, state);
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "DropBehind", ContainingType.Name: "DropBehindExtensions" } } wrapped }:
                return new(wrapped, state);
            case IArgumentOperation argument:
                return _calls.Argument(argument, state);
            case IInvocationOperation call when call.Instance == value:
                return _calls.Call(call, state);
            case IPropertyReferenceOperation property when property.Instance == value:
                return _calls.Property(property, state);
            case IIsTypeOperation test:
                return _patterns.TypeTest(test, test.TypeOperand, state);
            case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                return _patterns.Match(value, state);
            case IBinaryOperation { LeftOperand: var left, RightOperand: var right } when IsNull(left) || IsNull(right):
            case IExpressionStatementOperation or IUsingOperation or INameOfOperation:
                return null;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element } } loop when loop.Collection == value && !state.IsStream:
                if (!DotNetStreams.IsContent(element.Type))
                {
                    _escapes.Hold(element, state);
                }

                return null;
            case IReturnOperation { Kind: OperationKind.Return }:
                return _escapes.AddObstacle(value, "returns it, but the wrapper ends with the method", state.IsCertain && IsOwnCode(value));
            case ILockOperation:
                return _escapes.AddObstacle(value, "locks it, but the wrapper is another object");
            default:
                return _escapes.AddObstacle(value, StreamEscapes.Unknown);
        }
    }

    /// <summary>Whether the variable is closed at the end of its scope.</summary>
    private static bool IsResource(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation { Parent: IUsingOperation or IUsingDeclarationOperation } };

    private StreamValue? Converted(IConversionOperation conversion, StreamState state)
    {
        if (conversion.OperatorMethod is not null || conversion.Type is null or { TypeKind: TypeKind.Dynamic or TypeKind.TypeParameter or TypeKind.Error })
        {
            return _escapes.AddObstacle(conversion, StreamEscapes.Unknown);
        }

        return state.IsStream && !conversion.IsImplicit && !StreamPatterns.WrapperHas(conversion.Type)
            ? _escapes.AddObstacle(conversion, conversion.IsTryCast ? StreamPatterns.TestsType : "casts it to another type", state.IsCertain)
            : new(conversion, state);
    }

    private StreamValue? Assigned(IAssignmentOperation assignment, StreamState state)
    {
        switch (assignment.Target)
        {
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }:
                _escapes.Hold(local, state);
                return new(assignment, state);
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                _escapes.Hold(parameter, state);
                return new(assignment, state);
            case IDiscardOperation:
                return new(assignment, state);
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                return _escapes.AddObstacle(assignment, "passes it out, but the wrapper ends with the method", state.IsCertain);
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                return _escapes.AddObstacle(assignment, "keeps it beyond the call, but the wrapper ends with the method", state.IsCertain && OutlivesCall(assignment.Target));
            default:
                return _escapes.AddObstacle(assignment, StreamEscapes.Unknown);
        }
    }

    /// <summary>
    /// Whether the target surely outlives the call, because it belongs to <c>this</c>, to a static member or to a parameter. An object that only a
    /// local holds may end with the call.
    /// </summary>
    private static bool OutlivesCall(IOperation target) => target switch
    {
        IFieldReferenceOperation { Instance: var instance } => instance is null || OutlivesCall(instance),
        IPropertyReferenceOperation { Instance: var instance } => instance is null || OutlivesCall(instance),
        IArrayElementReferenceOperation { ArrayReference: var array } => OutlivesCall(array),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } or IParameterReferenceOperation => true,
        _ => false,
    };

    /// <summary>Returns the placeholder of the value in <c>value?.Member</c>.</summary>
    private static IConditionalAccessInstanceOperation? InstanceOf(IConditionalAccessOperation access)
    {
        IOperation? current = access.WhenNotNull;
        while (current is not (null or IConditionalAccessInstanceOperation))
        {
            current = current switch
            {
                IInvocationOperation call => call.Instance ?? call.Arguments.FirstOrDefault()?.Value,
                IMemberReferenceOperation member => member.Instance,
                IConditionalAccessOperation inner => inner.Operation,
                IConversionOperation conversion => conversion.Operand,
                _ => null,
            };
        }

        return (IConditionalAccessInstanceOperation?)current;
    }

    internal static bool IsNull(IOperation operation) =>
        operation.ConstantValue is { HasValue: true, Value: null } || (operation is IConversionOperation conversion && IsNull(conversion.Operand));

    /// <summary>Returns why the code can run after the method has returned; null if it cannot.</summary>
    private string? ReasonToRunLater(IOperation value)
    {
        for (var current = value.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IAnonymousFunctionOperation:
                    return "captures it in a lambda, which may run when the method has returned";
                case ILocalFunctionOperation { Symbol: var function } when function.IsIterator || _index.IsDelegated(function):
                    return "captures it in a local function that may run when the method has returned";
                case ILocalFunctionOperation { Symbol: { IsAsync: true } function } when value is not IParameterReferenceOperation { Parameter: var own } || !SymbolEqualityComparer.Default.Equals(own.ContainingSymbol, function):
                    return "captures it in an asynchronous local function";
            }
        }

        return null;
    }

    /// <summary>Whether the operation belongs to the method itself, and not to a nested function.</summary>
    private static bool IsOwnCode(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILocalFunctionOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }
}
