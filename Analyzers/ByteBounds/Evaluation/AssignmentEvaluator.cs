using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates assignments: simple, compound, increments and deconstructions.</summary>
internal sealed class AssignmentEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    internal AbstractValue Simple(ISimpleAssignmentOperation assignment)
    {
        var target = assignment.Target;
        EvaluateTarget(target);
        var value = evaluator.Evaluate(assignment.Value);
        if (assignment.IsRef)
        {
            context.Files.Escape(value, assignment.Syntax, "is aliased by a ref variable");
            return value;
        }

        // total = total + n is the same as total += n.
        var sum = VariableOf(target) is { } counter
            && OperationShapes.Unconverted(assignment.Value) is IBinaryOperation { OperatorMethod: null } binary
            && SymbolEqualityComparer.Default.Equals(VariableOf(OperationShapes.Unconverted(binary.LeftOperand)), counter)
            && OperationShapes.Unconverted(binary.RightOperand) is ILocalReferenceOperation or IParameterReferenceOperation
            && binary.RightOperand is var right
            ? (Counter: counter, Before: evaluator.Evaluate(binary.LeftOperand), Added: evaluator.Evaluate(right), Kind: binary.OperatorKind)
            : default;
        var rest = VariableOf(target) is { } buffer && TypeFacts.IsBuffer(target.Type) && StartOf(OperationShapes.Unconverted(assignment.Value), buffer) is { } start
            ? (Buffer: buffer, Before: evaluator.Evaluate(target), Start: evaluator.Evaluate(start))
            : default;
        Assign(target, value);
        if (rest.Buffer is not null)
        {
            context.Counters.UpdateRest(rest.Buffer, rest.Before, rest.Start, value);
        }

        if (sum.Counter is not null)
        {
            context.Counters.Update(sum.Counter, sum.Before, sum.Added, value, sum.Kind, target.Type);
        }

        return value;
    }

    internal AbstractValue Compound(ICompoundAssignmentOperation assignment)
    {
        var left = evaluator.Evaluate(assignment.Target);
        var right = evaluator.Evaluate(assignment.Value);
        AbstractValue result;
        if (assignment.OperatorMethod is null && assignment.InConversion.MethodSymbol is null && assignment.OutConversion.MethodSymbol is null)
        {
            // b += x computes an int and narrows it, so the result can wrap around.
            result = Arithmetic.Binary(assignment.OperatorKind, left, right, assignment.Type, assignment.Type, assignment.IsChecked);
            context.EndsLoopByThrowing |= assignment.IsChecked && result is NumberValue { Range.IsExact: false };
        }
        else
        {
            context.Files.Escape(left, assignment.Syntax, "is used in a way that cannot be followed");
            context.Files.Escape(right, assignment.Syntax, "is used in a way that cannot be followed");
            result = ValueFactory.Any(assignment, left.Origin | right.Origin);
        }

        Assign(assignment.Target, result);
        if (VariableOf(assignment.Target) is { } counter)
        {
            context.Counters.Update(counter, left, right, result, assignment.OperatorKind, assignment.Type);
        }

        return result;
    }

    internal AbstractValue Increment(IIncrementOrDecrementOperation step)
    {
        var old = evaluator.Evaluate(step.Target);
        var one = new NumberValue(Interval.Exactly(1), Origin.Constant);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var result = step.OperatorMethod is null ? Arithmetic.Binary(kind, old, one, step.Type, step.Type, step.IsChecked) : ValueFactory.Any(step, old.Origin);
        Assign(step.Target, result);
        return step.IsPostfix ? old : result;
    }

    internal OtherValue Deconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        if (OperationShapes.Unconverted(deconstruction.Value) is ITupleOperation tuple && TargetsOf(deconstruction.Target) is { } targets && targets.Length == tuple.Elements.Length)
        {
            // The language computes all values before it assigns the first one.
            var values = tuple.Elements.Select(evaluator.Evaluate).ToImmutableArray();
            for (var index = 0; index < targets.Length; index++)
            {
                Assign(targets[index], Arithmetic.Convert(values[index], targets[index].Type));
            }

            return new OtherValue(values.Aggregate(Origin.Constant, static (all, each) => all | each.Origin));
        }

        var value = evaluator.Evaluate(deconstruction.Value);
        context.Files.Escape(value, deconstruction.Syntax, "is deconstructed");
        AssignEach(deconstruction.Target, value.Origin | Origin.External);
        if (deconstruction.Value.Type is { IsTupleType: true } && TargetsOf(deconstruction.Target) is { } variables)
        {
            for (var index = 0; index < variables.Length; index++)
            {
                if (TupleParts.Find(value, index) is { } range)
                {
                    Assign(variables[index], Arithmetic.Convert(new NumberValue(range, value.Origin), variables[index].Type));
                }
            }
        }

        return new OtherValue(value.Origin);
    }

    /// <summary>Evaluates the parts of a target that can have effects: the receiver and the indices.</summary>
    internal void EvaluateTarget(IOperation target)
    {
        switch (target)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IFlowCaptureReferenceOperation or IPropertyReferenceOperation or IDeclarationExpressionOperation:
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation }:
                break;
            case IFieldReferenceOperation field:
                evaluator.Evaluate(field.Instance);
                break;
            case IArrayElementReferenceOperation element:
                evaluator.Evaluate(element);
                break;
            default:
                evaluator.Unknown(target);
                break;
        }
    }

    internal void Assign(IOperation target, AbstractValue value)
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
            case IFlowCaptureReferenceOperation reference when context.Captured.TryGetValue(reference.Id, out var captured):
                Assign(captured, value);
                break;
            case IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field when StreamTypes.IsFileLike(field.Field.Type) || value is FileValue { Holder: null }:
                // The state keeps only files in fields. It keeps no numbers there, because any code can change a number in a field.
                context.State = context.State.With(field.Field, value is FileValue ? value : ValueFactory.Any(field, value.Origin));
                break;
            case IFieldReferenceOperation field when evaluator.Members.TryKeepFile(field.Instance, value):
                break;
            case IFieldReferenceOperation field:
                evaluator.Members.ForgetMembersOf(field.Instance, value);
                context.Files.Escape(value, target.Syntax, "is stored where it cannot be followed");
                break;
            case IPropertyReferenceOperation property:
                AssignProperty(property, value);
                break;
            case IArrayElementReferenceOperation or IInlineArrayAccessOperation or IImplicitIndexerReferenceOperation:
                context.State = context.State.WithChangedContents();
                context.Files.Escape(value, target.Syntax, "is stored where it cannot be followed");
                break;
            case IDiscardOperation:
                break;
            case IConversionOperation conversion:
                Assign(conversion.Operand, value);
                break;
            default:
                context.Files.Escape(value, target.Syntax, "is stored where it cannot be followed");
                break;
        }
    }

    internal void AssignVariable(ISymbol variable, AbstractValue value, SyntaxNode site)
    {
        if (context.Scope.IsUntracked(variable))
        {
            context.Files.Escape(value, site, "is stored in a variable that a lambda or a reference shares");
            return;
        }

        if (context.Scope.HasTrackedCount(variable))
        {
            value = new SequenceValue(Interval.Exactly(0), Origin.Constant);
        }

        // A value without a term gets a new term. In a loop, each iteration gives the variable another term.
        context.State = context.State.With(variable, value.Term is null && value is not NumberValue { Range.IsExact: true } ? value with { Term = Term.Leaf(value) } : value);
    }

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IParameterReferenceOperation { Parameter: var parameter } => parameter,
        _ => null,
    };

    /// <summary>
    /// Returns the start of the rest of a buffer in <c>rest[n..]</c> or <c>rest.Slice(n)</c>; null for other expressions.
    /// </summary>
    private static IOperation? StartOf(IOperation value, ISymbol buffer) => value switch
    {
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation { LeftOperand: IConversionOperation { Operand: { } start }, RightOperand: null }, Instance: var whole }
            when SymbolEqualityComparer.Default.Equals(VariableOf(OperationShapes.Unconverted(whole)), buffer) => start,
        IInvocationOperation { TargetMethod: { Name: "Slice" } method, Arguments: [{ Value: var start }], Instance: { } whole }
            when TypeFacts.IsDotNet(method) && SymbolEqualityComparer.Default.Equals(VariableOf(OperationShapes.Unconverted(whole)), buffer) => start,
        _ => null,
    };

    /// <summary>Returns the targets of a deconstruction into variables only; null if another target is among them.</summary>
    private static ImmutableArray<IOperation>? TargetsOf(IOperation target)
    {
        target = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
        return target is ITupleOperation tuple
            && tuple.Elements.All(static element => element is ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IDeclarationExpressionOperation { Expression: ILocalReferenceOperation })
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
                Assign(target, ValueFactory.Any(target, origin));
                break;
        }
    }

    private void AssignProperty(IPropertyReferenceOperation property, AbstractValue value)
    {
        if (OperationShapes.IsAutomatic(property.Property, property.Property.SetMethod) && evaluator.Members.TryKeepFile(property.Instance, value))
        {
            return;
        }

        var receiver = evaluator.Evaluate(property.Instance);
        foreach (var argument in property.Arguments)
        {
            var index = evaluator.Evaluate(argument.Value);
            context.Files.Escape(index, argument.Syntax, "is passed to an indexer");
            if (receiver is BufferValue buffer && property.Arguments.Length == 1)
            {
                evaluator.ElementAt(property, buffer, index);
            }
        }

        context.Files.Escape(value, property.Syntax, $"is passed to the property {property.Property.Name}");
        if (receiver is BufferValue)
        {
            context.State = context.State.WithChangedContents();
            return;
        }

        if (receiver is FileValue { Holder: not null } && OperationShapes.IsAutomatic(property.Property, property.Property.SetMethod))
        {
            evaluator.Members.ForgetMembersOf(property.Instance, value);
            return;
        }

        if (receiver is not FileValue file)
        {
            evaluator.Members.ForgetMembersOf(property.Instance, value);
            // A setter that only sets its backing field uses no other member. The state does not follow files through properties.
            var isStored = OperationShapes.IsAutomatic(property.Property, property.Property.SetMethod) && value is not FileValue && !StreamTypes.IsFileLike(property.Property.Type);
            if (property.Instance is IInstanceReferenceOperation && !TypeFacts.IsDotNet(property.Property) && !isStored)
            {
                context.Files.EscapeFilesOfMembers(property.Syntax, $"may be used by the property {property.Property.Name}");
            }

            return;
        }

        if (context.Shared.DotNet.Find(property.Property) is not { Effect: var effect })
        {
            context.Files.Escape(file, property.Syntax, $"its property {property.Property.Name} is unknown");
        }
        else if (effect.Seek == SeekRule.Seek)
        {
            context.Files.Seek(file, toConstant: value is NumberValue { Range.IsExact: true, Origin: var origin } && origin.Equals(Origin.Constant));
        }
    }
}
