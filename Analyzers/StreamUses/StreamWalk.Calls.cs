using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.StreamUses;

internal sealed partial class StreamWalk
{
    private const string Unawaited = "does not await what it starts, which may run when the method has returned";

    /// <summary>A member of the stream, or of an object over it, is called.</summary>
    private (IOperation, Held)? Call(IInvocationOperation call, Held held)
    {
        var called = call.TargetMethod;
        if (!PlatformUses.IsPlatform(called) || !(held.IsStream ? PlatformUses.IsHarmlessOnStream(called) : PlatformUses.IsHarmlessOnReader(called)))
        {
            return Stop(call, $"calls {called.Name} on it, which is not known to be harmless");
        }

        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        if (held.Closes && called.Name is "Dispose" or "DisposeAsync" or "Close" or "Complete" or "CompleteAsync")
        {
            return Stop(call, Closed);
        }

        _passes.Note(call, called.Name);
        return PlatformUses.IsContent(called.ReturnType) ? null : (call, held.Over);
    }

    private (IOperation, Held)? Property(IPropertyReferenceOperation property, Held held) => property.Property switch
    {
        { Name: "SafeFileHandle" or "Handle" } when held.IsStream =>
            Stop(property, "takes its handle, and I/O by the handle goes past the windows", held.IsCertain),
        var member when !PlatformUses.IsPlatform(member) => Stop(property, Unfollowed),
        { Name: "BaseStream" or "UnderlyingStream" } => (property, new Held(IsStream: true, held.IsCertain)),
        { Name: "Position" } when held.IsStream => Positioned(property),
        var member when held.IsStream && !PlatformUses.IsHarmlessOnStream(member) => Stop(property, Unfollowed),
        { Type: var type } => PlatformUses.IsContent(type) ? null : (property, held.Over),
    };

    private (IOperation, Held)? Positioned(IPropertyReferenceOperation position)
    {
        if (position.Parent is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: 0 or 0L } } assignment && assignment.Target == position)
        {
            _passes.NoteRewind(assignment);
        }

        return null;
    }

    /// <summary>The value is handed to a method or a constructor.</summary>
    private (IOperation, Held)? Argument(IArgumentOperation argument, Held held)
    {
        if (argument is not { Parent: { } call, Parameter: { RefKind: RefKind.None } parameter })
        {
            return Stop(argument, "hands it out of sight");
        }

        return call switch
        {
            IObjectCreationOperation { Constructor: { } constructor } creation when PlatformUses.IsPlatform(constructor) =>
                PlatformUses.IsMadeOver(constructor.ContainingType)
                    ? (creation, held.Over with { Closes = held.Closes && !LeavesOpen(creation) })
                    : Stop(argument, $"hands it to a {constructor.ContainingType.Name}, which is not known to leave it alone"),
            IObjectCreationOperation { Constructor: { } constructor } => HandTo(argument, constructor, parameter, held),
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } local => ToLocalFunction(local, parameter, held),
            IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } target } invocation when PlatformUses.IsPlatform(target) => ToPlatform(invocation, target, held),
            IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.Constructor } target } invocation =>
                IsFinished(invocation) ? HandTo(argument, target, parameter, held) : Stop(invocation, Unawaited),
            _ => Stop(argument, "hands it out of sight"),
        };
    }

    private static bool LeavesOpen(IObjectCreationOperation creation) => creation.Arguments.Any(static argument =>
        argument is { Parameter.Name: "leaveOpen", Value.ConstantValue: { HasValue: true, Value: true } });

    /// <summary>To a method of the compilation, which is looked at in its turn.</summary>
    private (IOperation, Held)? HandTo(IArgumentOperation argument, IMethodSymbol target, IParameterSymbol parameter, Held held)
    {
        if (target.ReducedFrom is not null)
        {
            return Stop(argument, Unfollowed);
        }

        var callee = CarriedBody.Of(StreamUseAnalysis.Definition(target));
        if (callee.DeclaringSyntaxReferences.IsEmpty || Overriding.CanBeOverridden(target) || Overriding.CanBeOverridden(callee))
        {
            return Stop(argument, $"hands it to {target.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}, whose code is out of sight");
        }

        var call = argument.Parent!;
        _passes.Note(call, name: "");
        _handedTo.Add(new HandedOn(StreamUseAnalysis.Definition(callee).Parameters[parameter.Ordinal], held.IsCertain));

        // The elements of an iterator are made while it is walked, and it holds the stream until then.
        return callee.IsIterator ? (call, held.Over) : null;
    }

    private (IOperation, Held)? ToLocalFunction(IInvocationOperation call, IParameterSymbol parameter, Held held)
    {
        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        _passes.Note(call, name: "");
        Hold(parameter.OriginalDefinition, held.OrAnother);
        return null;
    }

    private (IOperation, Held)? ToPlatform(IInvocationOperation call, IMethodSymbol target, Held held)
    {
        if (!IsFinished(call))
        {
            return Stop(call, Unawaited);
        }

        switch (PlatformUses.OfArgument(target))
        {
            case ArgumentUse.Looked:
                return null;
            case ArgumentUse.Written:
                _passes.Note(call, "Write");
                return null;
            case ArgumentUse.Consumed:
                _passes.Note(call, name: "");
                return null;
            case ArgumentUse.Wrapped:
                return (call, held.Over);
            default:
                return Stop(call, $"hands it to {target.ContainingType.Name}.{target.Name}, which is not known to leave it alone");
        }
    }

    /// <summary>Whether the call's work is done when the method goes on, or is what the method returns.</summary>
    private static bool IsFinished(IInvocationOperation call)
    {
        if (!PlatformUses.IsAwaitable(call.TargetMethod.ReturnType))
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
