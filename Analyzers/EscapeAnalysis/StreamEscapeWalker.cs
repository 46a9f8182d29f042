using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Follows a stream through one body: each value that may hold it, to what is done with that value.</summary>
internal sealed partial class StreamEscapeWalker(IOperation body, CancellationToken cancellation)
{
    private readonly ReferenceIndex _index = new(body);
    private readonly Rewinds _rewinds = new();
    private readonly Dictionary<ISymbol, StreamState> _states = new(SymbolEqualityComparer.Default);
    private readonly Queue<ISymbol> _open = new();
    private readonly ImmutableArray<WindowObstacle>.Builder _obstacles = ImmutableArray.CreateBuilder<WindowObstacle>();
    private readonly ImmutableArray<ForwardedStream>.Builder _handedTo = ImmutableArray.CreateBuilder<ForwardedStream>();

    internal BodyEscapes Follow(IParameterSymbol parameter)
    {
        Hold(parameter, new StreamState(IsStream: !PlatformStreams.IsReader(parameter.Type), IsCertain: true));
        while (_open.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var variable = _open.Dequeue();
            foreach (var reference in _index.ReferencesTo(variable))
            {
                Follow(reference, _states[variable]);
            }
        }

        if (_rewinds.SecondPass is { } rewind)
        {
            Stop(rewind, "begins to read it again: a second pass over what the windows dropped would come from the disk");
        }

        return new BodyEscapes(_obstacles.ToImmutable(), _handedTo.ToImmutable());
    }

    /// <summary>From here on the variable may hold the stream.</summary>
    private void Hold(ISymbol variable, StreamState state)
    {
        state = _index.HasOneValue(variable) ? state : state.OrAnother;
        if (_states.TryGetValue(variable, out var known))
        {
            state = known == state ? known : known.Or(state);
            if (state == known)
            {
                return;
            }
        }

        _states[variable] = state;
        _open.Enqueue(variable);
    }

    private void Follow(IOperation value, StreamState state)
    {
        if (WhyLater(value) is { } later)
        {
            Stop(value, later);
            return;
        }

        // Up through the expressions that hand the value on as it is.
        while (Next(value, state) is var (outer, as_))
        {
            (value, state) = (outer, as_);
        }
    }

    /// <summary>The expression that has the value too, with how it holds it; null where the value ends.</summary>
    private (IOperation Value, StreamState State)? Next(IOperation value, StreamState state)
    {
        switch (value.Parent)
        {
            case IParenthesizedOperation or IAwaitOperation:
            case IConditionalAccessOperation access when access.WhenNotNull == value:
                return (value.Parent, state);
            case IConversionOperation conversion:
                return Converted(conversion, state);
            case ICoalesceOperation or IConditionalOperation:
                return (value.Parent, state.OrAnother);
            case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice }:
                return (choice, state.OrAnother);
            case IConditionalAccessOperation access:
                return InstanceOf(access) is { } instance ? (instance, state) : Stop(value, Unfollowed);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } local } declarator }:
                Hold(local, state);
                return state.Closes && IsResource(declarator) ? Stop(value, Closed) : null;
            case IUsingOperation when state.Closes:
                return Stop(value, Closed);
            case IAssignmentOperation assignment when assignment.Target == value:
                return null;
            case ISimpleAssignmentOperation { IsRef: false } or ICoalesceAssignmentOperation:
                return Assigned((IAssignmentOperation)value.Parent, state);
            case IArgumentOperation argument:
                return Argument(argument, state);
            case IInvocationOperation call when call.Instance == value:
                return Call(call, state);
            case IPropertyReferenceOperation property when property.Instance == value:
                return Property(property, state);
            case IIsTypeOperation test:
                return state.IsStream && !IsOpenToWrapper(test.TypeOperand) ? Stop(test, "asks whether it is another type", state.IsCertain) : null;
            case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                return Matched(value, state);
            case IBinaryOperation { LeftOperand: var left, RightOperand: var right } when IsNull(left) || IsNull(right):
            case IExpressionStatementOperation or IUsingOperation or INameOfOperation:
                return null;
            case IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var element } } loop when loop.Collection == value && !state.IsStream:
                if (!PlatformStreams.IsContent(element.Type))
                {
                    Hold(element, state);
                }

                return null;
            case IReturnOperation { Kind: OperationKind.Return }:
                return Stop(value, "returns it, and the wrapper is done when the method is", state.IsCertain && IsOwnCode(value));
            case ILockOperation:
                return Stop(value, "locks it, and the wrapper is another object");
            default:
                return Stop(value, Unfollowed);
        }
    }

    private const string Unfollowed = "uses it in a way that is not followed";
    private const string Closed = "closes it, and the last hint, which comes when the method returns, needs an open file";

    /// <summary>Whether the variable is closed at the end of its scope.</summary>
    private static bool IsResource(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation { Parent: IUsingOperation or IUsingDeclarationOperation } };

    private (IOperation, StreamState)? Converted(IConversionOperation conversion, StreamState state)
    {
        if (conversion.OperatorMethod is not null || conversion.Type is null or { TypeKind: TypeKind.Dynamic or TypeKind.TypeParameter or TypeKind.Error })
        {
            return Stop(conversion, Unfollowed);
        }

        return state.IsStream && !conversion.IsImplicit && !IsOpenToWrapper(conversion.Type)
            ? Stop(conversion, conversion.IsTryCast ? "asks whether it is another type" : "casts it to another type", state.IsCertain)
            : (conversion, state);
    }

    private (IOperation, StreamState)? Assigned(IAssignmentOperation assignment, StreamState state)
    {
        switch (assignment.Target)
        {
            case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local }:
                Hold(local, state);
                return (assignment, state);
            case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter }:
                Hold(parameter, state);
                return (assignment, state);
            case IDiscardOperation:
                return (assignment, state);
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }:
                return Stop(assignment, "hands it out, and the wrapper is done when the method is", state.IsCertain);
            case IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation:
                return Stop(assignment, "keeps it beyond the call, and the wrapper is done when the method is", state.IsCertain && IsLasting(assignment.Target));
            default:
                return Stop(assignment, Unfollowed);
        }
    }

    /// <summary>What is reached through <c>this</c>, a static member or a parameter outlives the call; a local object may not.</summary>
    private static bool IsLasting(IOperation target) => target switch
    {
        IFieldReferenceOperation { Instance: var instance } => instance is null || IsLasting(instance),
        IPropertyReferenceOperation { Instance: var instance } => instance is null || IsLasting(instance),
        IArrayElementReferenceOperation { ArrayReference: var array } => IsLasting(array),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } or IParameterReferenceOperation => true,
        _ => false,
    };

    /// <summary>The <c>?.</c> that stands for the value in what is done with it where it is not null.</summary>
    private static IConditionalAccessInstanceOperation? InstanceOf(IConditionalAccessOperation access)
    {
        for (var current = access.WhenNotNull; current is not null;)
        {
            switch (current)
            {
                case IConditionalAccessInstanceOperation instance:
                    return instance;
                case IInvocationOperation call:
                    current = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
                    break;
                case IMemberReferenceOperation member:
                    current = member.Instance;
                    break;
                case IConditionalAccessOperation inner:
                    current = inner.Operation;
                    break;
                case IConversionOperation conversion:
                    current = conversion.Operand;
                    break;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsNull(IOperation operation) =>
        operation.ConstantValue is { HasValue: true, Value: null } || (operation is IConversionOperation conversion && IsNull(conversion.Operand));

    /// <summary>Types that the wrapper has as well as the stream that it stands for.</summary>
    private static bool IsOpenToWrapper(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_Object or SpecialType.System_IDisposable }
        || (type is { Name: "Stream" or "FileStream" } && type.IsIn("System.IO"))
        || (type is { Name: "MarshalByRefObject" or "IAsyncDisposable" } && type.IsIn("System"));

    /// <summary>Why the code may run when the method has returned; null where it does not.</summary>
    private string? WhyLater(IOperation value)
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

    /// <summary>Whether the operation is the method's own, not of a local function in it.</summary>
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

    private (IOperation, StreamState)? Stop(IOperation place, string what, bool isProven = false)
    {
        _obstacles.Add(new WindowObstacle(place.Syntax, what, isProven));
        return null;
    }
}
