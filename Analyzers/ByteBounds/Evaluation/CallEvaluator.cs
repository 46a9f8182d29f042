using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates calls, with the most exact description of the callee: a known function, a row of the .NET table, an attribute or its own code.</summary>
internal sealed class CallEvaluator(EvaluationContext context, OperationEvaluator evaluator, NestedFunctionEvaluator functions)
{
    private readonly GuardEvaluator _guards = new(context);

    internal AbstractValue Evaluate(IInvocationOperation invocation)
    {
        var receiver = invocation.Instance is { } instance ? evaluator.Evaluate(instance) : null;
        var arguments = evaluator.Arguments.Evaluate(invocation.Arguments);
        var result = Evaluate(invocation, receiver, arguments);
        _guards.AfterCall(invocation.TargetMethod, arguments);
        CountedCollections.Add(invocation, arguments, context);
        if (invocation is { Instance: { Type.IsValueType: true } changed, TargetMethod.IsReadOnly: false } && !TypeFacts.IsDotNet(invocation.TargetMethod))
        {
            evaluator.Members.ForgetMembersOf(changed, result);
        }

        return result;
    }

    private AbstractValue Evaluate(IInvocationOperation invocation, AbstractValue? receiver, CallArguments arguments)
    {
        var method = invocation.TargetMethod;
        var all = receiver is null ? arguments.ByOrdinal : arguments.ByOrdinal.Insert(0, receiver);
        if (KnownFunctions.ReturnsReceiver(method) && all is [var passed, ..])
        {
            return passed;
        }

        if ((functions.Call(invocation, receiver, arguments) ?? Computed(invocation, all)) is { } known)
        {
            return known;
        }

        if (KnownFunctions.LeavesAlone(method))
        {
            _guards.Assert(method, arguments);
            return ValueFactory.Any(invocation, Origin.External);
        }

        if (receiver is FileValue { Holder: { } holder } kept)
        {
            return OnHolder(invocation, holder, kept, arguments);
        }

        // A call on this runs the class's own code, which can differ from the documentation of the base class.
        var isOnThis = invocation.Instance is IInstanceReferenceOperation;
        if (!isOnThis && !IsOfOwnSequence(method, receiver) && context.Shared.DotNet.Find(method) is var (effect, member))
        {
            return evaluator.DotNetCalls.Apply(effect, member, invocation, receiver, arguments);
        }

        if (isOnThis && DerivedReaders.CallsBase(invocation) && context.Shared.DotNet.Find(method) is var (moved, inherited) && DerivedReaders.FileOf(method.ContainingType) is { } own)
        {
            return evaluator.DotNetCalls.Apply(moved, inherited, invocation, own, arguments);
        }

        if (Declared(invocation, receiver, arguments) is { } declared)
        {
            return declared;
        }

        if (_guards.TryEvaluateGuard(invocation, arguments))
        {
            return ValueFactory.Any(invocation, Origin.External);
        }

        if (method.MethodKind == MethodKind.LocalFunction)
        {
            context.Files.EscapeFilesOfNestedFunctions(invocation.Syntax, $"is used by the local function {method.Name}");
            return evaluator.Arguments.CallUnknown(invocation, receiver, arguments, method.Name);
        }

        // In a method of the user's own reader or stream, the file is the object itself (this), which the analysis does not follow.
        var hasFileAsThis = receiver is FileValue && MethodParameters.ReceiverOf(method.OriginalDefinition) is null;
        var callee = StaticImplementation(invocation) ?? method;
        return !hasFileAsThis && context.Callees.Summarize(callee, arguments.ByParameter(callee, receiver), isOnThis, invocation.IsVirtual && SymbolEqualityComparer.Default.Equals(callee, method)) is { } summary
            ? evaluator.Summaries.Apply(summary, invocation, receiver, arguments, isOnThis)
            : Unknown(invocation, receiver, arguments, isOnThis);
    }

    /// <summary>
    /// Whether the call enumerates an object of the user's own type that may keep the file. Its elements need not come from the file, unlike
    /// the elements of <c>File.ReadLines</c>.
    /// </summary>
    private static bool IsOfOwnSequence(IMethodSymbol method, AbstractValue? receiver) =>
        method.ContainingType.Name is "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator"
        && receiver is FileValue { Handles.Items: var handles } && handles.Any(static handle => handle.Wrapper.IsUnknown);

    /// <summary>Evaluates a call on an object of the user's own type that keeps a file, or of a delegate to a method of the file.</summary>
    private AbstractValue OnHolder(IInvocationOperation invocation, FileHolder holder, FileValue receiver, CallArguments arguments) =>
        invocation.TargetMethod.MethodKind == MethodKind.DelegateInvoke && holder.IsCallCounter ? CountCall(invocation, receiver, arguments)
        : invocation.TargetMethod.MethodKind == MethodKind.DelegateInvoke && holder.Method is { } target && context.Shared.DotNet.Find(target) is var (effect, member)
            ? evaluator.DotNetCalls.Apply(effect, member, invocation, receiver with { Holder = null }, arguments)
        : holder.Type is { } derived && DerivedReaders.IsDisposal(derived, invocation.TargetMethod) ? ValueFactory.Any(invocation, Origin.External)
        : holder.Type is { } reader && DerivedReaders.Inherits(reader, invocation.TargetMethod) && context.Shared.DotNet.Find(invocation.TargetMethod) is var (moved, inherited)
            ? evaluator.DotNetCalls.Apply(moved, inherited, invocation, receiver with { Holder = null }, arguments)
        : holder.Type is { } type && OwnReaders.MethodOf(type, invocation.TargetMethod) is { } method
        && context.Callees.Summarize(method, arguments.ByParameter(method, receiver), isOnThis: false, isVirtualCall: false) is { } summary
            ? evaluator.Summaries.Apply(summary, invocation, receiver, arguments, isOnThis: false)
            : Unknown(invocation, receiver, arguments, isOnThis: false);

    /// <summary>Evaluates a call of the <see cref="FileHolder.CallCounter"/>, as a read of one byte.</summary>
    private AbstractValue CountCall(IInvocationOperation invocation, FileValue function, CallArguments arguments)
    {
        foreach (var handle in function.Handles)
        {
            context.Files.Move(handle, new MovedBytes(Amount.Constant(1), null), MovedBytes.None, invocation.Syntax);
        }

        return evaluator.Arguments.CallUnknown(invocation, receiver: null, arguments, "a delegate");
    }

    /// <summary>Returns the method that <c>T.M()</c> runs if the type argument of T is a type of this compilation; null for other calls.</summary>
    private IMethodSymbol? StaticImplementation(IInvocationOperation call) =>
        call is { TargetMethod: { IsStatic: true, IsAbstract: true }, ConstrainedToType: ITypeParameterSymbol parameter } && context.Scope.Types.Substitute(parameter) is INamedTypeSymbol type
            ? type.FindImplementationForInterfaceMember(Constructed(call.TargetMethod, type)) as IMethodSymbol
            : null;

    /// <summary>Returns the member of the constructed interface that the type implements: of <c>IParser&lt;Header&gt;</c> for <c>IParser&lt;T&gt;</c>.</summary>
    internal static ISymbol Constructed(ISymbol member, INamedTypeSymbol type) => type.AllInterfaces
        .Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.ContainingType.OriginalDefinition))
        .SelectMany(static candidate => candidate.GetMembers())
        .FirstOrDefault(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.OriginalDefinition)) ?? member;

    /// <summary>Returns the result of a call that only computes with numbers, types and lengths; null for other calls.</summary>
    private AbstractValue? Computed(IInvocationOperation call, ImmutableArray<AbstractValue> values) =>
        Enumerations.MoveNext(call, context)
        ?? Enumerations.GetEnumerator(call, values)
        ?? TypeSizes.Evaluate(call, values, context.Scope.Types)
        ?? Enumerations.Sequence(call.TargetMethod, values)
        ?? KnownFunctions.Evaluate(call.TargetMethod, values);

    /// <summary>Evaluates a call of a method whose parameters declare the bytes that it reads; null for other calls.</summary>
    private AbstractValue? Declared(IInvocationOperation invocation, AbstractValue? receiver, CallArguments arguments)
    {
        var name = invocation.TargetMethod.Name;
        var origin = Origin.External;
        var isDeclared = false;
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && arguments[parameter.Ordinal] is FileValue file && DeclaredEffects.Of(parameter) is { } size)
            {
                isDeclared = true;
                var read = MovedBytes.From(size, invocation.TargetMethod, arguments, context.State.Contents) with { Why = $"in {name}, as it declares" };
                foreach (var handle in file.Handles)
                {
                    context.Files.Move(handle, read, MovedBytes.None, invocation.Syntax);
                    origin |= Origin.Of(handle.Source);
                }
            }
        }

        if (!isDeclared)
        {
            return null;
        }

        context.Files.Escape(receiver ?? AbstractValue.NotAFile, invocation.Syntax, $"is passed to {name}");
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && DeclaredEffects.Of(parameter) is null)
            {
                context.Files.Escape(arguments[parameter.Ordinal]!, invocation.Syntax, $"is passed to {name}");
            }
        }

        evaluator.Arguments.FillBuffers(arguments, origin);
        evaluator.Arguments.ForgetReferences(arguments, origin);
        return ValueFactory.Any(invocation, origin);
    }

    private AbstractValue Unknown(IInvocationOperation invocation, AbstractValue? receiver, CallArguments arguments, bool isOnThis)
    {
        var method = invocation.TargetMethod;
        if (isOnThis || functions.IsDelegateOfMember(invocation))
        {
            context.Files.EscapeFilesOfMembers(invocation.Syntax, $"may be used by {method.Name}");
        }

        var result = evaluator.Arguments.CallUnknown(invocation, receiver, arguments, method.Name);
        if (TypeFacts.NeverReturns(method))
        {
            context.MarkUnreachable();
        }

        return result;
    }
}
