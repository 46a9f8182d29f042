using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Follows the stream into calls, constructors and properties.</summary>
internal sealed class StreamCalls(StreamEscapes escapes)
{
    /// <summary>Follows a call of a member of the stream, or of an object over the stream.</summary>
    internal StreamValue? Call(IInvocationOperation call, StreamState state)
    {
        var called = call.TargetMethod;
        if (!DotNetStreams.IsDotNet(called) || !(state.IsStream ? DotNetStreams.IsHarmlessOnStream(called) : DotNetStreams.IsHarmlessOnReader(called)))
        {
            return escapes.AddObstacle(call, $"calls {called.Name} on it, which is not known to be harmless");
        }

        if (!IsFinished(call))
        {
            return escapes.AddObstacle(call, StreamEscapes.NotAwaited);
        }

        if (state.Closes && called.Name is "Dispose" or "DisposeAsync" or "Close" or "Complete" or "CompleteAsync")
        {
            return escapes.AddObstacle(call, StreamEscapes.Closed);
        }

        escapes.Rewinds.Add(call, called.Name);
        return DotNetStreams.IsContent(called.ReturnType) ? null : new(call, state.OfObjectOver);
    }

    /// <summary>Follows an access to a property of the stream, or of an object over the stream.</summary>
    internal StreamValue? Property(IPropertyReferenceOperation property, StreamState state) => property.Property switch
    {
        { Name: "SafeFileHandle" or "Handle" } when state.IsStream =>
            escapes.AddObstacle(property, "takes its handle, and I/O through the handle bypasses the windows", state.IsCertain),
        var member when !DotNetStreams.IsDotNet(member) => escapes.AddObstacle(property, StreamEscapes.Unknown),
        { Name: "BaseStream" or "UnderlyingStream" } => new(property, new StreamState(IsStream: true, state.IsCertain)),
        { Name: "Position" } when state.IsStream => Position(property),
        var member when state.IsStream && !DotNetStreams.IsHarmlessOnStream(member) => escapes.AddObstacle(property, StreamEscapes.Unknown),
        { Type: var type } => DotNetStreams.IsContent(type) ? null : new(property, state.OfObjectOver),
    };

    /// <summary>Follows a value that is an argument of a method or a constructor.</summary>
    internal StreamValue? Argument(IArgumentOperation argument, StreamState state)
    {
        if (argument is not { Parent: { } call, Parameter: { RefKind: RefKind.None } parameter })
        {
            return escapes.AddObstacle(argument, "passes it to unknown code");
        }

        return call switch
        {
            IObjectCreationOperation { Constructor: { } constructor } creation when DotNetStreams.IsDotNet(constructor) =>
                StreamTypes.Find(constructor.ContainingType) is { IsMadeOverStream: true }
                    ? new(creation, state.OfObjectOver with { Closes = state.Closes && !LeavesOpen(creation) })
                    : escapes.AddObstacle(argument, $"passes it to a {constructor.ContainingType.Name}, whose use of it is unknown"),
            IObjectCreationOperation { Constructor: { } constructor } => ToMethod(argument, constructor, parameter, state),
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } local => ToLocalFunction(local, parameter, state),
            IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } target } invocation when DotNetStreams.IsDotNet(target) => ToDotNet(invocation, target, state),
            IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.Constructor } target } invocation =>
                IsFinished(invocation) ? ToMethod(argument, target, parameter, state) : escapes.AddObstacle(invocation, StreamEscapes.NotAwaited),
            _ => escapes.AddObstacle(argument, "passes it to unknown code"),
        };
    }

    private StreamValue? Position(IPropertyReferenceOperation position)
    {
        if (position.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: 0 or 0L } } assignment && assignment.Target == position)
        {
            escapes.Rewinds.AddRewind(assignment);
        }

        return null;
    }

    private static bool LeavesOpen(IObjectCreationOperation creation) => creation.Arguments.Any(static argument =>
        argument is { Parameter.Name: "leaveOpen", Value.ConstantValue: { HasValue: true, Value: true } });

    /// <summary>Forwards the stream to a method of the compilation, whose body the analysis follows later.</summary>
    private StreamValue? ToMethod(IArgumentOperation argument, IMethodSymbol target, IParameterSymbol parameter, StreamState state)
    {
        if (target.ReducedFrom is not null)
        {
            return escapes.AddObstacle(argument, StreamEscapes.Unknown);
        }

        var callee = WrappedBody.Of(StreamEscapeAnalysis.Definition(target));
        if (callee.DeclaringSyntaxReferences.IsEmpty || Overrides.CanBeOverridden(target) || Overrides.CanBeOverridden(callee))
        {
            return escapes.AddObstacle(argument, $"passes it to {target.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}, whose code is not visible");
        }

        var call = argument.Parent!;
        escapes.Rewinds.Add(call, name: "");
        escapes.Forward(StreamEscapeAnalysis.Definition(callee).Parameters[parameter.Ordinal], state);

        // An iterator runs while its sequence is enumerated, so the sequence holds the stream.
        return callee.IsIterator ? new(call, state.OfObjectOver) : null;
    }

    private StreamValue? ToLocalFunction(IInvocationOperation call, IParameterSymbol parameter, StreamState state)
    {
        if (!IsFinished(call))
        {
            return escapes.AddObstacle(call, StreamEscapes.NotAwaited);
        }

        escapes.Rewinds.Add(call, name: "");
        escapes.Hold(parameter.OriginalDefinition, state.AsUncertain);
        return null;
    }

    private StreamValue? ToDotNet(IInvocationOperation call, IMethodSymbol target, StreamState state)
    {
        if (!IsFinished(call))
        {
            return escapes.AddObstacle(call, StreamEscapes.NotAwaited);
        }

        switch (DotNetStreams.OfArgument(target))
        {
            case ArgumentEffect.Inspected:
                return null;
            case ArgumentEffect.Written:
                escapes.Rewinds.Add(call, "Write");
                return null;
            case ArgumentEffect.Consumed:
                escapes.Rewinds.Add(call, name: "");
                return null;
            case ArgumentEffect.Wrapped:
                return new(call, state.OfObjectOver);
            default:
                return escapes.AddObstacle(call, $"passes it to {target.ContainingType.Name}.{target.Name}, whose use of it is unknown");
        }
    }

    /// <summary>Whether the call's work ends before the method continues, or the method returns its task.</summary>
    private static bool IsFinished(IInvocationOperation call)
    {
        if (!DotNetStreams.IsAwaitable(call.TargetMethod.ReturnType))
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
