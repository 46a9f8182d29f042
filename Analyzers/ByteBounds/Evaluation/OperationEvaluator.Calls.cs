using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Platform;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    private AbstractValue Invocation(IInvocationOperation invocation)
    {
        var method = invocation.TargetMethod;
        var receiver = invocation.Instance is { } instance ? Evaluate(instance) : null;
        var arguments = Arguments(invocation.Arguments);
        var all = receiver is null ? arguments.ByOrdinal : arguments.ByOrdinal.Insert(0, receiver);
        if (KnownFunctions.PassesThrough(method) && all is [var passed, ..])
        {
            return passed;
        }

        if (NestedCall(invocation, receiver, arguments) is { } nested)
        {
            return nested;
        }

        if (Calculated(invocation, all) is { } calculated)
        {
            return calculated;
        }

        if (KnownFunctions.LeavesAlone(method))
        {
            return TopOf(invocation, Origin.Elsewhere);
        }

        // What a stream's own method calls on itself reads and writes by its own code, not by the documented meaning.
        var onThis = invocation.Instance is IInstanceReferenceOperation;
        if (!onThis && _platform.Find(method) is { } row)
        {
            return Apply(row.Effect, row.Member, invocation, receiver, arguments);
        }

        if (DeclaredCall(invocation, receiver, arguments) is { } declared)
        {
            return declared;
        }

        if (Guard(invocation))
        {
            return TopOf(invocation, Origin.Elsewhere);
        }

        if (method.MethodKind == MethodKind.LocalFunction)
        {
            EscapeNested(invocation.Syntax, $"is used by the local function {method.Name}");
            return UnseenCall(invocation, receiver, arguments, method.Name);
        }

        // A method of the user's own reader or stream has the file as its this, which is not followed.
        var hasFileAsThis = receiver is FileValue && MethodParameters.ReceiverOf(method.OriginalDefinition) is null;
        if (!hasFileAsThis && callees.Summarize(method, arguments.ByParameter(method, receiver), onThis, invocation.IsVirtual) is { } summary)
        {
            return Apply(summary, invocation, receiver, arguments, onThis);
        }

        if (onThis || IsDelegateOfMember(invocation))
        {
            EscapeMembers(invocation.Syntax, $"may be used by {method.Name}");
        }

        var result = UnseenCall(invocation, receiver, arguments, method.Name);
        if (TypeFacts.NeverReturns(method))
        {
            Stop();
        }

        return result;
    }

    /// <summary>What is computed of numbers, types and lengths alone; null where the call does more.</summary>
    private AbstractValue? Calculated(IInvocationOperation call, ImmutableArray<AbstractValue> values) =>
        MoveNext(call) ?? GetEnumerator(call, values) ?? SizeOf(call, values) ?? Sequence(call.TargetMethod, values) ?? KnownFunctions.Evaluate(call.TargetMethod, values);

    /// <summary>A guard of the platform's (<c>ArgumentOutOfRangeException.ThrowIf…</c>): what is so where it returns.</summary>
    private bool Guard(IInvocationOperation call)
    {
        if (KnownFunctions.GuardOf(call.TargetMethod) is not { } kind)
        {
            return false;
        }

        var refiner = new ConditionRefiner(scope);
        var bound = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 1) is { Parameter.Name: "other", Value: var other }
            ? refiner.RangeOf(other, State)
            : Interval.Exactly(0);
        if (call.Arguments.First(static argument => argument.Parameter?.Ordinal == 0).Value is { } checkedValue
            && refiner.Assume(checkedValue, kind, bound, State) is var state)
        {
            State = state ?? State;
            if (state is null)
            {
                Stop();
            }
        }

        return true;
    }

    /// <summary>A call of a method whose parameters say what it reads; null where none of them does.</summary>
    private AbstractValue? DeclaredCall(IInvocationOperation invocation, AbstractValue? receiver, CallArguments arguments)
    {
        var origin = Origin.Elsewhere;
        var isDeclared = false;
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && arguments[parameter.Ordinal] is FileValue file && DeclaredEffects.Of(parameter) is { } size)
            {
                isDeclared = true;
                var read = Bound(size, invocation.TargetMethod, arguments) with { Why = $"in {invocation.TargetMethod.Name}, as it declares" };
                foreach (var handle in file.Handles)
                {
                    Move(handle, read, MovedBytes.None, invocation.Syntax);
                    origin |= Origin.Of(handle.Source);
                }
            }
        }

        if (!isDeclared)
        {
            return null;
        }

        Escape(receiver ?? AbstractValue.Anything, invocation.Syntax, $"is handed to {invocation.TargetMethod.Name}");
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is { } parameter && DeclaredEffects.Of(parameter) is null)
            {
                Escape(arguments[parameter.Ordinal]!, invocation.Syntax, $"is handed to {invocation.TargetMethod.Name}");
            }
        }

        TaintBuffers(arguments, origin);
        ForgetWritten(arguments, origin);
        return TopOf(invocation, origin);
    }

    /// <summary>A call of code that cannot be seen: what it is given escapes.</summary>
    private AbstractValue UnseenCall(IOperation call, AbstractValue? receiver, CallArguments arguments, string name)
    {
        var origin = Origin.Constant;
        foreach (var value in receiver is null ? arguments.InOrder : arguments.InOrder.Insert(0, receiver))
        {
            origin |= value.Origin;
            Escape(value, call.Syntax, $"is handed to {name}");
        }

        if (arguments.HasThis)
        {
            EscapeMembers(call.Syntax, $"may be used by {name}");
        }

        ForgetWritten(arguments, origin);

        // A static function of the platform's computes its result from what it is given, and of nothing else.
        var isFunction = call is IInvocationOperation { Instance: null, TargetMethod: var method } && TypeFacts.IsPlatform(method) && arguments.InOrder.Length > 0;
        return TopOf(call, isFunction ? origin : origin | Origin.Elsewhere);
    }

    private void ForgetWritten(CallArguments arguments, Origin origin)
    {
        foreach (var argument in arguments.Operations)
        {
            if (argument.Parameter is null or { RefKind: RefKind.Ref or RefKind.Out })
            {
                if (argument.Parameter is not null)
                {
                    Assign(argument.Value, TopOf(argument.Value, origin | Origin.Elsewhere));
                }
            }
        }
    }

    private CallArguments Arguments(ImmutableArray<IArgumentOperation> operations)
    {
        var values = ImmutableArray.CreateBuilder<AbstractValue>(operations.Length);
        var hasThis = false;
        foreach (var operation in operations)
        {
            var value = operation.Parameter is { RefKind: RefKind.Out }
                ? OutTarget(operation.Value)
                : Evaluate(operation.Value);
            values.Add(value);
            hasThis |= Unwrap(operation.Value) is IInstanceReferenceOperation;
        }

        return new CallArguments(operations, values.ToImmutable(), hasThis);
    }

    private OpaqueValue OutTarget(IOperation target)
    {
        EvaluateTarget(target);
        return new OpaqueValue(Origin.Constant);
    }

    private static IOperation Unwrap(IOperation operation) => operation is IConversionOperation conversion ? Unwrap(conversion.Operand) : operation;

    private AbstractValue PropertyValue(IPropertyReferenceOperation reference)
    {
        var receiver = reference.Instance is { } instance ? Evaluate(instance) : null;
        var arguments = Arguments(reference.Arguments);
        var property = reference.Property;
        if (receiver is BufferValue buffer)
        {
            return property.Name switch
            {
                "Length" => buffer.Count,
                "Span" => buffer,
                "IsEmpty" => new NumberValue(Interval.Boolean, Origin.Constant),
                _ => TopOf(reference, buffer.Origin),
            };
        }

        if (receiver is SequenceValue { Count: var count } && property.Name is "Length" or "Count" && TypeFacts.IsPlatform(property))
        {
            return new NumberValue(count, receiver.Origin);
        }

        if (receiver is FileValue file)
        {
            if (property is { Name: "CanSeek", ContainingType.Name: "Stream" or "FileStream" } && TypeFacts.IsPlatform(property) && file.Handles.Items.All(static handle => handle.Wrapper == StreamWrapper.Direct || handle.Wrapper.IsGiven))
            {
                // What cannot seek is no file, and has no pages in the cache.
                return new NumberValue(Interval.Exactly(1), Origin.Constant);
            }

            return _platform.Find(property) is { } row
                ? Apply(row.Effect, row.Member, reference, receiver, arguments)
                : UnseenCall(reference, receiver, arguments, property.Name);
        }

        if (reference.Instance is null or IInstanceReferenceOperation && arguments.InOrder.IsEmpty && TypeFacts.IsFileLike(property.Type) && !TypeFacts.IsPlatform(property))
        {
            return new FileValue(FileSource.Member(property), StreamWrappers.Of(property.Type));
        }

        if (reference.Instance is null && property.Name == "Empty" && TypeFacts.IsBuffer(property.Type))
        {
            return new BufferValue(Interval.Exactly(0), Origin.Constant);
        }

        if (facts.Members.FixedValueOf(property, budget.Cancellation) is { } value)
        {
            return value;
        }

        if (reference.Instance is IInstanceReferenceOperation && !TypeFacts.IsPlatform(property) && !IsAutomatic(property) && scope.HasFileMembers)
        {
            // A getter of this type could read; one that cannot be seen could use any of the members.
            if (property.GetMethod is { } getter && callees.Summarize(getter, arguments.ByParameter(getter, receiver), onThis: true, isVirtualCall: true) is { } summary)
            {
                return Apply(summary, reference, receiver, arguments, onThis: true);
            }

            EscapeMembers(reference.Syntax, $"may be used by the property {property.Name}");
        }

        var isFunction = receiver is not null && (TypeFacts.IsPlatform(property) || IsAutomatic(property));
        foreach (var argument in arguments.InOrder)
        {
            Escape(argument, reference.Syntax, $"is handed to {property.Name}");
        }

        var origin = arguments.InOrder.Aggregate(receiver?.Origin ?? Origin.Constant, (all, value) => all | value.Origin);
        return TopOf(reference, isFunction ? origin : origin | Origin.Elsewhere);
    }

    /// <summary>Whether the getter only returns the backing field, whatever class the object is of.</summary>
    internal static bool IsAutomatic(IPropertySymbol property) => IsAutomatic(property, property.GetMethod);

    /// <summary>
    /// Whether an accessor only returns or sets the backing field; with C# 14's <c>field</c> a property that has one can
    /// have code, too. One that a derived class may override, or that is declared here and written elsewhere, is none.
    /// </summary>
    private static bool IsAutomatic(IPropertySymbol property, IMethodSymbol? accessor) =>
        !Overrides.CanBeOverridden(property)
        && property is { PartialImplementationPart: null, PartialDefinitionPart: null }
        && property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
        && accessor?.DeclaringSyntaxReferences.Any(static code =>
            code.GetSyntax() is AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null } or ArrowExpressionClauseSyntax) != true;

    private AbstractValue Creation(IObjectCreationOperation creation)
    {
        var arguments = Arguments(creation.Arguments);
        var result = Construct(creation, arguments);
        if (creation.Initializer is { } initializer)
        {
            // The graph lowers initializers to assignments; one that is left is not known.
            Unseen(initializer);
        }

        return result;
    }

    private AbstractValue Construct(IObjectCreationOperation creation, CallArguments arguments)
    {
        var type = creation.Type;
        if (type is null || creation.Constructor is null)
        {
            return UnseenCall(creation, null, arguments, type?.Name ?? "a constructor");
        }

        if (TypeFacts.IsBuffer(type) && arguments.ByOrdinal is [BufferValue, ..] values)
        {
            return KnownFunctions.Slice(values, Origin.Constant);
        }

        if (TypeFacts.IsBuffer(type) && SpanOver(creation.Constructor, arguments) is { } span)
        {
            return span;
        }

        var files = arguments.InOrder.OfType<FileValue>().ToImmutableArray();
        if (files.IsEmpty)
        {
            ForgetWritten(arguments, Origin.Elsewhere);
            if (arguments.HasThis)
            {
                EscapeMembers(creation.Syntax, $"may be used by {type.Name}");
            }

            return TypeFacts.IsFileLike(type) && TypeFacts.IsPlatform(type) ? new FileValue(FileSource.Opened(creation.Syntax))
                : TypeFacts.IsFileLike(type) ? new FileValue(FileSource.Elsewhere(creation.Syntax))
                : Interval.Describes(type) ? Default(type)
                : new OpaqueValue(arguments.InOrder.Aggregate(Origin.Constant, (all, value) => all | value.Origin) | Origin.Elsewhere);
        }

        if (files.Length == 1 && TypeFacts.IsFileLike(type) && TypeFacts.IsPlatform(type))
        {
            var rule = PlatformMembers.FindConstructor(type)?.Result ?? ResultRule.OpaqueWrapper;
            return Wrap(files[0], rule, arguments);
        }

        return UnseenCall(creation, null, arguments, $"the constructor of {type.Name}");
    }

    private static FileValue Wrap(FileValue file, ResultRule rule, CallArguments arguments)
    {
        // Every encoding of .NET's own takes at most four bytes a character; the default is UTF-8.
        var hasKnownEncoding = !arguments.Operations.Any(argument => argument.Parameter?.Type.Name == "Encoding" && !IsKnownEncoding(argument.Value));
        var wrapper = rule switch
        {
            ResultRule.Wrapper => new StreamWrapper(false, 0, hasKnownEncoding),
            ResultRule.BufferedWrapper => BufferSize(arguments) is { } size ? new StreamWrapper(false, size, false) : new StreamWrapper(true, 0, false),
            _ => new StreamWrapper(true, 0, false),
        };
        return new FileValue(new Policies.EquatableArray<FileHandle>(
            [.. file.Handles.Items.Select(handle => handle with { Wrapper = wrapper.Over(handle.Wrapper) }).Distinct()]));
    }

    /// <summary>BufferedStream's default is 4,096; null where the size is not bounded.</summary>
    private static long? BufferSize(CallArguments arguments)
    {
        for (var index = 0; index < arguments.InOrder.Length; index++)
        {
            if (arguments.InOrder[index] is NumberValue { Range.High: var high })
            {
                return high < int.MaxValue ? high : null;
            }
        }

        return 4_096;
    }

    private static bool IsKnownEncoding(IOperation operation) => Unwrap(operation) is IPropertyReferenceOperation
    {
        Instance: null,
        Property: { Name: "UTF8" or "ASCII" or "Unicode" or "BigEndianUnicode" or "UTF32" or "Latin1", ContainingType.Name: "Encoding" } property,
    } && TypeFacts.IsPlatform(property);
}
