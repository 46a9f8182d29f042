using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Evaluates fields and automatic properties of objects. Each member keeps its value number (<see cref="Term"/>) until code may have
/// assigned it, so a check of <c>header.Length</c> holds for the next read of the property.
/// </summary>
internal sealed class MemberEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal AbstractValue Field(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        if (reference.Instance is not (null or IInstanceReferenceOperation))
        {
            var receiver = evaluator.Evaluate(reference.Instance);
            if (receiver is FileValue { Holder: { } holder } kept)
            {
                return holder.Type is not null && StreamTypes.IsFileLike(field.Type) ? kept with { Holder = null } : ValueFactory.Any(reference, Origin.External);
            }

            return WithTerm(field, receiver, reference.Instance, KnownNumberOf(field, receiver) ?? ValueFactory.Any(reference, receiver.Origin));
        }

        // Stream.Null, TextReader.Null and similar members are not files.
        return field is { IsStatic: true, Name: "Null" } && TypeFacts.IsDotNet(field) ? new OtherValue(Origin.Constant)
            : context.State.Variables.TryGetValue(field, out var value) ? value
            : WithTerm(field, receiver: null, instance: null, context.Scope.ValueOnEntryOf(field));
    }

    /// <summary>Returns the value of a property that only returns a stored value; null for any other property.</summary>
    internal AbstractValue? Property(IPropertyReferenceOperation reference, AbstractValue? receiver)
    {
        var property = reference.Property;
        if (!reference.Arguments.IsEmpty || StreamTypes.IsFileLike(property.Type) || TypeFacts.IsDotNet(property) || !OperationShapes.IsAutomatic(property))
        {
            return null;
        }

        var isOfThis = reference.Instance is null or IInstanceReferenceOperation;
        var origin = isOfThis ? Origin.External : receiver!.Origin;
        return WithTerm(property, isOfThis ? null : receiver, reference.Instance, (isOfThis ? null : KnownNumberOf(property, receiver!)) ?? ValueFactory.Any(reference, origin));
    }

    /// <summary>Returns the number in a member of a tuple or a record; null if it is unknown.</summary>
    private static NumberValue? KnownNumberOf(ISymbol member, AbstractValue receiver) =>
        TupleParts.Find(receiver, member) is { } range ? new NumberValue(range, receiver.Origin) : null;

    /// <summary>Forgets the known values of an object's members after an assignment to one of them.</summary>
    internal void ForgetMembersOf(IOperation? instance, AbstractValue value)
    {
        if (instance is IFlowCaptureReferenceOperation { Type.IsValueType: true, Id: var capture } && context.State.Captures.TryGetValue(capture, out var copy))
        {
            // header with { Length = n }: the graph copies the struct, and assigns a member of the copy.
            context.State = context.State.With(capture, Changed(copy, value));
        }
        else if (StructVariableOf(instance) is { } variable)
        {
            // The assignment gives the struct in the variable another value.
            if (!context.Scope.IsUntracked(variable))
            {
                var old = context.State.Variables.TryGetValue(variable, out var known) ? known : new OtherValue(Origin.External);
                context.State = context.State.With(variable, Changed(old, value));
            }
        }
        else
        {
            context.State = context.State.WithChangedHeap();
        }
    }

    /// <summary>
    /// Records that an object keeps the file that is assigned to one of its members. The method must have created the object itself, as in
    /// <c>new State { File = file }</c>, or the object must be a struct in a local. Returns false for other objects, because other code can
    /// reach them.
    /// </summary>
    internal bool TryKeepFile(IOperation? instance, AbstractValue value)
    {
        if (value is not FileValue { Holder: null } file || file.Handles.Items.Any(static handle => handle.Wrapper is { IsOpaque: true } or { ReadAhead: > 0 })
            || instance?.Type is not INamedTypeSymbol { TypeKind: TypeKind.Struct or TypeKind.Class, BaseType.SpecialType: SpecialType.System_Object or SpecialType.System_ValueType, Locations: [{ IsInSource: true }, ..] } type
            || StreamTypes.IsFileLike(type))
        {
            return false;
        }

        switch (instance)
        {
            case IFlowCaptureReferenceOperation { Id: var id } when context.Captured.TryGetValue(id, out var made) && made is IObjectCreationOperation
                && context.State.Captures.TryGetValue(id, out var known) && With(known) is { } holder:
                context.State = context.State.With(id, holder);
                return true;
            case ILocalReferenceOperation { Local: { Type.IsValueType: true } local } when !context.Scope.IsUntracked(local)
                && With(context.State.Variables.TryGetValue(local, out var variable) ? variable : AbstractValue.UnknownConstant) is { } holder:
                context.State = context.State.With(local, holder);
                return true;
            default:
                return false;
        }

        FileValue? With(AbstractValue known) => known switch
        {
            OtherValue => file with { Holder = FileHolder.OfObject(type.OriginalDefinition), Term = null },
            FileValue { Holder: { } holder } kept when SymbolEqualityComparer.Default.Equals(holder.Type, type.OriginalDefinition) => kept with { Handles = FileValue.Union(kept.Handles, file.Handles) },
            _ => null,
        };
    }

    /// <summary>Returns the value of a struct after an assignment to one of its members.</summary>
    private static AbstractValue Changed(AbstractValue old, AbstractValue value)
    {
        var changed = old is OtherValue { Parts: not null } tuple ? tuple with { Parts = null } : old;
        return changed.WithOrigin(old.Origin | value.Origin) with { Term = null };
    }

    /// <summary>Returns a member's value with its value number, and with the facts on this path about it.</summary>
    private AbstractValue WithTerm(ISymbol member, AbstractValue? receiver, IOperation? instance, AbstractValue value)
    {
        if (value is FileValue || (value is not NumberValue and not OtherValue) || (instance is not null and not IInstanceReferenceOperation && receiver?.Term is null))
        {
            return value;
        }

        var term = TermOf(member, receiver, instance, value);
        return context.WithPathFacts(value with { Term = term });
    }

    /// <summary>Returns a member of a value that a pattern matches.</summary>
    internal AbstractValue MatchedMember(ISymbol member, AbstractValue receiver, AbstractValue value) =>
        receiver.Term is { } term
            ? context.WithPathFacts(value with { Term = Term.Member(term, member, IsFixed(member) || member.ContainingType.IsValueType ? null : context.State.Heap, value) })
            : value;

    private Term? TermOf(ISymbol member, AbstractValue? receiver, IOperation? instance, AbstractValue value)
    {
        var isOfThis = instance is null or IInstanceReferenceOperation;
        return !isOfThis && receiver?.Term is null
            ? null
            : Term.Member(isOfThis ? null : receiver!.Term, member, IsFixed(member) || StructVariableOf(instance) is not null ? null : context.State.Heap, value);
    }

    /// <summary>Returns the local or parameter that contains the struct of a member; null if the object is on the heap.</summary>
    private static ISymbol? StructVariableOf(IOperation? instance) => instance switch
    {
        ILocalReferenceOperation { Local: { Type.IsValueType: true } local } => local,
        IParameterReferenceOperation { Parameter: { Type.IsValueType: true } parameter } => parameter,
        IFieldReferenceOperation { Field: { IsStatic: false, ContainingType.IsValueType: true } field, Instance: var outer } when field.Type.IsValueType => StructVariableOf(outer),
        _ => null,
    };

    /// <summary>Whether the member keeps its value from the creation of its object.</summary>
    private static bool IsFixed(ISymbol member) => member switch
    {
        IFieldSymbol field => field.IsReadOnly || field.IsConst,
        IPropertySymbol property => property.SetMethod is null or { IsInitOnly: true },
        _ => false,
    };
}
