using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

internal sealed partial class OperationEvaluator
{
    private AbstractValue SimpleAssignment(ISimpleAssignmentOperation assignment)
    {
        var target = assignment.Target;
        EvaluateTarget(target);
        var value = Evaluate(assignment.Value);
        if (assignment.IsRef)
        {
            Escape(value, assignment.Syntax, "is aliased by a ref variable");
            return value;
        }

        // total = total + n is total += n.
        var sum = target is ILocalReferenceOperation { Local: var counter } && Unwrap(assignment.Value) is IBinaryOperation { LeftOperand: ILocalReferenceOperation { Local: var left }, RightOperand: ILocalReferenceOperation right, OperatorMethod: null } binary
            && SymbolEqualityComparer.Default.Equals(left, counter)
            ? (Counter: counter, Before: Evaluate(binary.LeftOperand), Added: Evaluate(right), Kind: binary.OperatorKind)
            : default;
        Assign(target, value);
        if (sum.Counter is not null)
        {
            Deliver(sum.Counter, sum.Before, sum.Added, value, sum.Kind, target.Type);
        }

        return value;
    }

    private AbstractValue CompoundAssignment(ICompoundAssignmentOperation assignment)
    {
        var left = Evaluate(assignment.Target);
        var right = Evaluate(assignment.Value);
        AbstractValue result;
        if (assignment.OperatorMethod is null && assignment.InConversion.MethodSymbol is null && assignment.OutConversion.MethodSymbol is null)
        {
            // b += x computes in int and narrows: the narrowing is a conversion that may wrap.
            result = Arithmetic.Binary(assignment.OperatorKind, left, right, assignment.Type);
        }
        else
        {
            Escape(left, assignment.Syntax, "is used in a way that cannot be followed");
            Escape(right, assignment.Syntax, "is used in a way that cannot be followed");
            result = TopOf(assignment, left.Origin | right.Origin);
        }

        Assign(assignment.Target, result);
        if (assignment.Target is ILocalReferenceOperation { Local: var counter })
        {
            Deliver(counter, left, right, result, assignment.OperatorKind, assignment.Type);
        }

        return result;
    }

    private AbstractValue Increment(IIncrementOrDecrementOperation step)
    {
        var old = Evaluate(step.Target);
        var one = new NumberValue(Interval.Exactly(1), Origin.Constant);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var result = step.OperatorMethod is null ? Arithmetic.Binary(kind, old, one, step.Type) : TopOf(step, old.Origin);
        Assign(step.Target, result);
        return step.IsPostfix ? old : result;
    }

    private OpaqueValue Deconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        if (Unwrap(deconstruction.Value) is ITupleOperation given && TargetsOf(deconstruction.Target) is { } targets && targets.Length == given.Elements.Length)
        {
            // All values are computed before the first is assigned.
            var values = given.Elements.Select(Evaluate).ToImmutableArray();
            for (var index = 0; index < targets.Length; index++)
            {
                Assign(targets[index], Arithmetic.Convert(values[index], targets[index].Type));
            }

            return new OpaqueValue(values.Aggregate(Origin.Constant, static (all, each) => all | each.Origin));
        }

        var value = Evaluate(deconstruction.Value);
        Escape(value, deconstruction.Syntax, "is taken apart");
        AssignEach(deconstruction.Target, value.Origin | Origin.Elsewhere);
        return new OpaqueValue(value.Origin);
    }

    /// <summary>The targets of a deconstruction into variables alone; null where one is more than that.</summary>
    private static ImmutableArray<IOperation>? TargetsOf(IOperation target)
    {
        target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        return target is not ITupleOperation tuple ? null
            : tuple.Elements.All(static element => element is ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IDeclarationExpressionOperation { Expression: ILocalReferenceOperation })
                ? tuple.Elements
                : null;
    }

    private void AssignEach(IOperation target, Origin origin)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    AssignEach(element, origin);
                }

                break;
            case IDeclarationExpressionOperation declaration:
                AssignEach(declaration.Expression, origin);
                break;
            default:
                Assign(target, TopOf(target, origin));
                break;
        }
    }

    /// <summary>Runs the parts of a target that have effects of their own: the receiver, the indices.</summary>
    private void EvaluateTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IFlowCaptureReferenceOperation or IPropertyReferenceOperation:
                break;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }:
                break;
            case IFieldReferenceOperation field:
                Evaluate(field.Instance);
                break;
            case IArrayElementReferenceOperation element:
                Evaluate(element);
                break;
            case IDeclarationExpressionOperation:
                break;
            default:
                Unseen(target);
                break;
        }
    }

    private void Assign(IOperation target, AbstractValue value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                AssignVariable(local.Local, value, target.Syntax);
                break;
            case IParameterReferenceOperation parameter:
                AssignVariable(parameter.Parameter, value, target.Syntax);
                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value);
                break;
            case IFlowCaptureReferenceOperation reference when _captured.TryGetValue(reference.Id, out var captured):
                Assign(captured, value);
                break;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when TypeFacts.IsFileLike(field.Field.Type) || value is FileValue:
                // Only files are followed through members: a number in one may be changed by anybody.
                State = State.With(field.Field, value is FileValue ? value : TopOf(field, value.Origin));
                break;
            case IPropertyReferenceOperation property:
                AssignProperty(property, value);
                break;
            case IDiscardOperation:
                break;
            case IConversionOperation conversion:
                Assign(conversion.Operand, value);
                break;
            default:
                Escape(value, target.Syntax, "is stored where it cannot be followed");
                break;
        }
    }

    private void AssignVariable(ISymbol variable, AbstractValue value, SyntaxNode site)
    {
        if (scope.IsUntracked(variable))
        {
            Escape(value, site, "is stored in a variable that a lambda or a reference shares");
            return;
        }

        State = State.With(variable, value);
    }

    private void AssignProperty(IPropertyReferenceOperation property, AbstractValue value)
    {
        var receiver = Evaluate(property.Instance);
        foreach (var argument in property.Arguments)
        {
            Escape(Evaluate(argument.Value), argument.Syntax, "is handed to an indexer");
        }

        Escape(value, property.Syntax, $"is handed to the property {property.Property.Name}");
        if (receiver is not FileValue file)
        {
            // What only sets its backing field uses no other member; which file a property holds is not followed.
            var isStored = IsAutomatic(property.Property, property.Property.SetMethod) && value is not FileValue && !TypeFacts.IsFileLike(property.Property.Type);
            if (property.Instance is IInstanceReferenceOperation && !TypeFacts.IsPlatform(property.Property) && !isStored)
            {
                EscapeMembers(property.Syntax, $"may be used by the property {property.Property.Name}");
            }

            return;
        }

        if (_platform.Find(property.Property) is { Effect: var effect })
        {
            if (effect.Seek == Platform.SeekRule.Seek)
            {
                MoveTo(file, value is NumberValue { Range.IsExact: true, Origin: var origin } && origin.Equals(Origin.Constant));
            }
        }
        else
        {
            Escape(file, property.Syntax, $"its property {property.Property.Name} is unknown");
        }
    }

    private AbstractValue Conversion(IConversionOperation conversion)
    {
        var operand = Evaluate(conversion.Operand);
        if (TypeFacts.IsBuffer(conversion.Type) && TypeLayout.InlineLengthOf(conversion.Operand.Type) is { } elements)
        {
            return new BufferValue(Interval.Exactly(elements), operand.Origin);
        }

        if (conversion.OperatorMethod is { } method && !(operand is BufferValue && TypeFacts.IsBuffer(conversion.Type) && TypeFacts.IsPlatform(method)))
        {
            Escape(operand, conversion.Syntax, "is converted by user code");
            return TopOf(conversion, operand.Origin);
        }

        // Files keep what they are through reference conversions; a conversion to dynamic, too, since each use of it is unseen.
        return operand is FileValue ? operand : Arithmetic.Convert(operand, conversion.Type) is OpaqueValue opaque && TypeFacts.IsFileLike(conversion.Type) && !IsNull(conversion.Operand)
            ? TopOf(conversion, opaque.Origin)
            : IsUntypedBuffer(operand, conversion) ? new BufferValue(Interval.Length, operand.Origin) : Arithmetic.Convert(operand, conversion.Type);
    }

    private static bool IsNull(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: null };

    private static bool IsUntypedBuffer(AbstractValue operand, IConversionOperation conversion) =>
        operand is not BufferValue && TypeFacts.IsBuffer(conversion.Type);

    private NumberValue IsPattern(IIsPatternOperation isPattern)
    {
        var value = Evaluate(isPattern.Value);
        Bind(isPattern.Pattern, value);
        var origin = value.Origin | OriginOfTest(isPattern.Value);
        return new NumberValue(Interval.Boolean, origin);
    }

    private void Bind(IPatternOperation pattern, AbstractValue value)
    {
        switch (pattern)
        {
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                AssignVariable(declared, Bound(declared, value, pattern), pattern.Syntax);
                break;
            case IRecursivePatternOperation recursive:
                BindRecursive(recursive, value);
                break;
            case INegatedPatternOperation negated:
                Bind(negated.Pattern, value);
                break;
            case IBinaryPatternOperation binary:
                Bind(binary.LeftPattern, value);
                Bind(binary.RightPattern, value);
                break;
            case IConstantPatternOperation or IRelationalPatternOperation or ITypePatternOperation or IDiscardPatternOperation or IDeclarationPatternOperation:
                break;
            default:
                Escape(value, pattern.Syntax, "is matched by a pattern that cannot be followed");
                BindAll(pattern, value.Origin);
                break;
        }
    }

    private void BindRecursive(IRecursivePatternOperation recursive, AbstractValue value)
    {
        if (recursive.DeclaredSymbol is { } declared)
        {
            AssignVariable(declared, Bound(declared, value, recursive), recursive.Syntax);
        }

        var harmless = recursive.DeconstructSymbol is null
            && recursive.PropertySubpatterns.All(sub => sub.Member is IPropertyReferenceOperation property
                && _platform.Find(property.Property) is { Effect: { Escapes: false, Result: Platform.ResultRule.Other or Platform.ResultRule.Position } });
        if (!harmless)
        {
            Escape(value, recursive.Syntax, "is matched by a pattern that cannot be followed");
        }

        foreach (var sub in recursive.PropertySubpatterns)
        {
            BindAll(sub.Pattern, value.Origin);
        }

        foreach (var sub in recursive.DeconstructionSubpatterns)
        {
            BindAll(sub, value.Origin);
        }
    }

    /// <summary>Variables of nested patterns: any value of their type.</summary>
    private void BindAll(IOperation pattern, Origin origin)
    {
        foreach (var nested in pattern.DescendantsAndSelf())
        {
            var declared = nested switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                IListPatternOperation list => list.DeclaredSymbol,
                _ => null,
            };
            if (declared is ILocalSymbol local)
            {
                AssignVariable(local, TopOf(local.Type, nested.Syntax, origin | Origin.Elsewhere), nested.Syntax);
            }
        }
    }

    private static AbstractValue Bound(ISymbol declared, AbstractValue value, IOperation pattern)
    {
        var type = (declared as ILocalSymbol)?.Type;
        return value is FileValue ? value
            : TypeFacts.IsFileLike(type) || (TypeFacts.IsBuffer(type) && value is not BufferValue) ? TopOf(type, pattern.Syntax, value.Origin)
            : Arithmetic.Convert(value, type);
    }
}
