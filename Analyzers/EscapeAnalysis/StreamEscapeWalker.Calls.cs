using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

internal sealed partial class StreamEscapeWalker
{
    private const string Unawaited = "does not await what it starts, which may run when the method has returned";

    /// <summary>A member of the stream, or of an object over it, is called.</summary>
    private (IOperation, StreamState)? Call(IInvocationOperation call, StreamState state)
    {
        var called = call.TargetMethod;
        if (!PlatformStreams.IsPlatform(called) || !(state.IsStream ? PlatformStreams.IsHarmlessOnStream(called) : PlatformStreams.IsHarmlessOnReader(called)))
        {
            return Stop(call, $"calls {called.Name} on it, which is not known to be harmless");
        }

        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        if (state.Closes && called.Name is "Dispose" or "DisposeAsync" or "Close" or "Complete" or "CompleteAsync")
        {
            return Stop(call, Closed);
        }

        _rewinds.Note(call, called.Name);
        return PlatformStreams.IsContent(called.ReturnType) ? null : (call, state.Over);
    }

    private (IOperation, StreamState)? Property(IPropertyReferenceOperation property, StreamState state) => property.Property switch
    {
        { Name: "SafeFileHandle" or "Handle" } when state.IsStream =>
            Stop(property, "takes its handle, and I/O by the handle goes past the windows", state.IsCertain),
        var member when !PlatformStreams.IsPlatform(member) => Stop(property, Unfollowed),
        { Name: "BaseStream" or "UnderlyingStream" } => (property, new StreamState(IsStream: true, state.IsCertain)),
        { Name: "Position" } when state.IsStream => Positioned(property),
        var member when state.IsStream && !PlatformStreams.IsHarmlessOnStream(member) => Stop(property, Unfollowed),
        { Type: var type } => PlatformStreams.IsContent(type) ? null : (property, state.Over),
    };

    private (IOperation, StreamState)? Positioned(IPropertyReferenceOperation position)
    {
        if (position.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: 0 or 0L } } assignment && assignment.Target == position)
        {
            _rewinds.NoteRewind(assignment);
        }

        return null;
    }

    /// <summary>The value is handed to a method or a constructor.</summary>
    private (IOperation, StreamState)? Argument(IArgumentOperation argument, StreamState state)
    {
        if (argument is not { Parent: { } call, Parameter: { RefKind: RefKind.None } parameter })
        {
            return Stop(argument, "hands it out of sight");
        }

        return call switch
        {
            IObjectCreationOperation { Constructor: { } constructor } creation when PlatformStreams.IsPlatform(constructor) =>
                PlatformStreams.IsMadeOver(constructor.ContainingType)
                    ? (creation, state.Over with { Closes = state.Closes && !LeavesOpen(creation) })
                    : Stop(argument, $"hands it to a {constructor.ContainingType.Name}, which is not known to leave it alone"),
            IObjectCreationOperation { Constructor: { } constructor } => HandTo(argument, constructor, parameter, state),
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } local => ToLocalFunction(local, parameter, state),
            IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } target } invocation when PlatformStreams.IsPlatform(target) => ToPlatform(invocation, target, state),
            IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.Constructor } target } invocation =>
                IsFinished(invocation) ? HandTo(argument, target, parameter, state) : Stop(invocation, Unawaited),
            _ => Stop(argument, "hands it out of sight"),
        };
    }

    private static bool LeavesOpen(IObjectCreationOperation creation) => creation.Arguments.Any(static argument =>
        argument is { Parameter.Name: "leaveOpen", Value.ConstantValue: { HasValue: true, Value: true } });

    /// <summary>To a method of the compilation, which is looked at in its turn.</summary>
    private (IOperation, StreamState)? HandTo(IArgumentOperation argument, IMethodSymbol target, IParameterSymbol parameter, StreamState state)
    {
        if (target.ReducedFrom is not null)
        {
            return Stop(argument, Unfollowed);
        }

        var callee = WrappedBody.Of(StreamEscapeAnalysis.Definition(target));
        if (callee.DeclaringSyntaxReferences.IsEmpty || Overrides.CanBeOverridden(target) || Overrides.CanBeOverridden(callee))
        {
            return Stop(argument, $"hands it to {target.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}, whose code is out of sight");
        }

        var call = argument.Parent!;
        _rewinds.Note(call, name: "");
        _handedTo.Add(new ForwardedStream(StreamEscapeAnalysis.Definition(callee).Parameters[parameter.Ordinal], state.IsCertain));

        // The elements of an iterator are made while it is walked, and it holds the stream until then.
        return callee.IsIterator ? (call, state.Over) : null;
    }

    private (IOperation, StreamState)? ToLocalFunction(IInvocationOperation call, IParameterSymbol parameter, StreamState state)
    {
        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        _rewinds.Note(call, name: "");
        Hold(parameter.OriginalDefinition, state.OrAnother);
        return null;
    }

    private (IOperation, StreamState)? ToPlatform(IInvocationOperation call, IMethodSymbol target, StreamState state)
    {
        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        switch (PlatformStreams.OfArgument(target))
        {
            case ArgumentEffect.Looked:
                return null;
            case ArgumentEffect.Written:
                _rewinds.Note(call, "Write");
                return null;
            case ArgumentEffect.Consumed:
                _rewinds.Note(call, name: "");
                return null;
            case ArgumentEffect.Wrapped:
                return (call, state.Over);
            default:
                return Stop(call, $"hands it to {target.ContainingType.Name}.{target.Name}, which is not known to leave it alone");
        }
    }

    /// <summary>Whether the call's work is done when the method goes on, or is what the method returns.</summary>
    private static bool IsFinished(IInvocationOperation call)
    {
        if (!PlatformStreams.IsAwaitable(call.TargetMethod.ReturnType))
        {
            return true;
        }

        for (IOperation current = call; current.Parent is { } outer; current = outer)
        {
            switch (outer)
            {
                case IAwaitOperation or IReturnOperation:
                case IPropertyReferenceOperation { Property.Name: "Result" }:
                case IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "Wait", Arguments.IsEmpty: true }:
                    return true;
                case IConversionOperation or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" } forward when forward.Instance == current:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
