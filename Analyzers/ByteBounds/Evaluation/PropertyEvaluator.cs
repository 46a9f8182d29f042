using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates the values of properties and indexers.</summary>
internal sealed class PropertyEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal AbstractValue Evaluate(IPropertyReferenceOperation reference)
    {
        var receiver = reference.Instance is { } instance ? evaluator.Evaluate(instance) : null;
        var arguments = evaluator.Arguments.Evaluate(reference.Arguments);
        var property = reference.Property;
        return receiver switch
        {
            BufferValue buffer when property.IsIndexer && arguments.InOrder is [var index] && reference.Arguments[0].Parameter?.Type.SpecialType == SpecialType.System_Int32 =>
                evaluator.ElementAt(reference, buffer, index),
            BufferValue buffer => OfBuffer(reference, buffer),
            SequenceValue { Count: var count } when property.Name is "Length" or "Count" && TypeFacts.IsDotNet(property) =>
                new NumberValue(count, CountedCollections.Contains(reference.Instance, context) ? receiver.Origin : Enumerations.OriginOfIterations(count, receiver.Origin)),
            EnumeratorValue { Content: { } content, Remaining: var remaining } when property.Name == "Current" && content.ElementAs(reference.Type, receiver.Origin, context.State.Contents, content.IndexOf(remaining)) is { } element => element,
            FileValue file => OfFile(reference, file, arguments),
            NumberValue number when property.ContainingType.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T =>
                property.Name == "Value" ? number : new NumberValue(Interval.Boolean, number.Origin),
            _ => Known(reference) ?? evaluator.Members.Property(reference, receiver) ?? Other(reference, receiver, arguments),
        };
    }

    private static AbstractValue OfBuffer(IPropertyReferenceOperation reference, BufferValue buffer) => reference.Property.Name switch
    {
        "Length" => buffer.Count,
        "Span" => buffer,
        "IsEmpty" => new NumberValue(Interval.Boolean, Origin.Constant),
        _ => ValueFactory.Any(reference, buffer.Origin),
    };

    private AbstractValue OfFile(IPropertyReferenceOperation reference, FileValue file, CallArguments arguments)
    {
        var property = reference.Property;
        if (file.Holder is { } holder)
        {
            return OfHolder(reference, holder, file, arguments);
        }

        if (property is { Name: "CanSeek", ContainingType.Name: "Stream" or "FileStream" }
            && TypeFacts.IsDotNet(property)
            && file.Handles.Items.All(static handle => handle.Wrapper == StreamWrapper.Direct || handle.Wrapper.IsUnknown))
        {
            // A stream that cannot seek is not a file, and has no pages in the cache.
            return new NumberValue(Interval.Exactly(1), Origin.Constant);
        }

        return context.Shared.DotNet.Find(property) is var (effect, member)
            ? evaluator.DotNetCalls.Apply(effect, member, reference, file, arguments)
            : evaluator.Arguments.CallUnknown(reference, file, arguments, property.Name);
    }

    /// <summary>Returns the value of a property of an object of the user's own type that keeps a file.</summary>
    private AbstractValue OfHolder(IPropertyReferenceOperation reference, FileHolder holder, FileValue file, CallArguments arguments)
    {
        if (holder.Type is { } reader && reference.Property.Name == "BaseStream" && DerivedReaders.IsReader(reference.Property.ContainingType) && DerivedReaders.IsReader(reader.BaseType) && reader.GetMembers("BaseStream").IsEmpty)
        {
            return file with { Holder = null };
        }

        if (holder.Type is { } type && reference.Property.GetMethod is { } called && OwnReaders.MethodOf(type, called) is { } getter)
        {
            if (OperationShapes.IsAutomatic(reference.Property))
            {
                return StreamTypes.IsFileLike(reference.Type) ? file with { Holder = null } : ValueFactory.Any(reference, Origin.External);
            }

            if (context.Callees.Summarize(getter, arguments.ByParameter(getter, file), isOnThis: false, isVirtualCall: false) is { } summary)
            {
                return evaluator.Summaries.Apply(summary, reference, file, arguments, isOnThis: false);
            }
        }

        return evaluator.Arguments.CallUnknown(reference, file, arguments, reference.Property.Name);
    }

    /// <summary>Returns the value of a property that needs no evaluation of its getter; null for other properties.</summary>
    private AbstractValue? Known(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (reference.Instance is null or IInstanceReferenceOperation && reference.Arguments.IsEmpty && StreamTypes.IsFileLike(property.Type) && !TypeFacts.IsDotNet(property))
        {
            return new FileValue(FileSource.Member(property), StreamWrapper.Of(property.Type));
        }

        if (reference.Instance is null or IInstanceReferenceOperation && reference.Arguments.IsEmpty && !TypeFacts.IsDotNet(property)
            && OperationShapes.IsAutomatic(property) && context.Shared.Members.HoldsFile(property, property.Type, context.Budget.Cancellation))
        {
            return new FileValue(context.Scope.AllMembers, StreamWrapper.Unknown);
        }

        if (reference.Instance is IInstanceReferenceOperation && property.Name == "BaseStream" && DerivedReaders.IsReader(property.ContainingType))
        {
            return DerivedReaders.FileOf(property.ContainingType);
        }

        return reference.Instance is null && property.Name == "Empty" && TypeFacts.IsBuffer(property.Type)
            ? new BufferValue(Interval.Exactly(0), Origin.Constant)
            : context.Shared.Members.FixedValueOf(StaticImplementation(reference) ?? property, context.Budget.Cancellation);
    }

    /// <summary>Returns the property that <c>T.Size</c> reads if the type argument of T is a type of this compilation; null for other properties.</summary>
    private IPropertySymbol? StaticImplementation(IPropertyReferenceOperation reference) =>
        reference is { Property: { IsStatic: true, IsAbstract: true } property, ConstrainedToType: ITypeParameterSymbol parameter } && context.Scope.Types.Substitute(parameter) is INamedTypeSymbol type
            ? type.FindImplementationForInterfaceMember(CallEvaluator.Constructed(property, type)) as IPropertySymbol
            : null;

    private AbstractValue Other(IPropertyReferenceOperation reference, AbstractValue? receiver, CallArguments arguments)
    {
        var property = reference.Property;
        if (reference.Instance is IInstanceReferenceOperation && !TypeFacts.IsDotNet(property) && !OperationShapes.IsAutomatic(property) && context.Scope.HasFileMembers)
        {
            // The getter is code of the object's own type, so it can read a file of the object. An unknown getter can read each of them.
            if (property.GetMethod is { } getter && context.Callees.Summarize(getter, arguments.ByParameter(getter, receiver), isOnThis: true, isVirtualCall: true) is { } summary)
            {
                return evaluator.Summaries.Apply(summary, reference, receiver, arguments, isOnThis: true);
            }

            context.Files.EscapeFilesOfMembers(reference.Syntax, $"may be used by the property {property.Name}");
        }

        foreach (var argument in arguments.InOrder)
        {
            context.Files.Escape(argument, reference.Syntax, $"is passed to {property.Name}");
        }

        var origin = arguments.InOrder.Aggregate(receiver?.Origin ?? Origin.Constant, static (all, value) => all | value.Origin);
        var isFunction = receiver is not null && (TypeFacts.IsDotNet(property) || OperationShapes.IsAutomatic(property));
        return ValueFactory.Any(reference, isFunction ? origin : origin | Origin.External);
    }
}
