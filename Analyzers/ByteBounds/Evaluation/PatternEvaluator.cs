using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates <c>is</c> patterns and assigns the variables that they declare.</summary>
internal sealed class PatternEvaluator(EvaluationContext context, OperationEvaluator evaluator)
{
    private readonly PatternConditions _conditions = new(context, evaluator.Members);

    internal NumberValue Evaluate(IIsPatternOperation isPattern)
    {
        var value = evaluator.Evaluate(isPattern.Value);
        Bind(isPattern.Pattern, value);
        return (NumberValue)context.WithPathFacts(new NumberValue(PatternConditions.OutcomeOf(isPattern.Pattern, value), value.Origin | OriginOfTest(isPattern.Value))
        {
            Term = _conditions.Of(isPattern.Pattern, value, isPattern.Value.Type),
        });
    }

    /// <summary>Returns the origin of a test for null or a type. For a variable of a file type, the caller decides the outcome.</summary>
    internal static Origin OriginOfTest(IOperation operand) => StreamTypes.IsFileLike(operand.Type) ? Origin.External : Origin.Constant;

    private void Bind(IPatternOperation pattern, AbstractValue value)
    {
        switch (pattern)
        {
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                evaluator.Assignments.AssignVariable(declared, ValueFor(declared, value, pattern), pattern.Syntax);
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
                context.Files.Escape(value, pattern.Syntax, "is matched by a pattern that cannot be followed");
                BindNested(pattern, value.Origin);
                break;
        }
    }

    private void BindRecursive(IRecursivePatternOperation recursive, AbstractValue value)
    {
        if (recursive.DeclaredSymbol is { } declared)
        {
            evaluator.Assignments.AssignVariable(declared, ValueFor(declared, value, recursive), recursive.Syntax);
        }

        var isHarmless = recursive.DeconstructSymbol is null && recursive.PropertySubpatterns.All(IsHarmless);
        if (!isHarmless)
        {
            context.Files.Escape(value, recursive.Syntax, "is matched by a pattern that cannot be followed");
        }

        foreach (var property in recursive.PropertySubpatterns)
        {
            if (NumberOf(property.Member, value) is { } number)
            {
                Bind(property.Pattern, number);
            }
            else
            {
                BindNested(property.Pattern, value.Origin);
            }
        }

        foreach (var pattern in recursive.DeconstructionSubpatterns)
        {
            BindNested(pattern, value.Origin);
        }
    }

    /// <summary>Returns the number in a member that a pattern matches, so <c>{ Length: &lt;= 100 and var n }</c> bounds <c>n</c>; null for other members.</summary>
    private AbstractValue? NumberOf(IOperation member, AbstractValue value) => member switch
    {
        _ when value is FileValue || !Interval.Describes(member.Type) => null,
        IFieldReferenceOperation { Field: var field } => evaluator.Members.MatchedMember(field, value, ValueFactory.AnyExceptFile(field.Type, value.Origin)),
        IPropertyReferenceOperation { Property: var property } when !TypeFacts.IsDotNet(property) && OperationShapes.IsAutomatic(property) =>
            evaluator.Members.MatchedMember(property, value, ValueFactory.AnyExceptFile(property.Type, value.Origin)),
        _ => null,
    };

    /// <summary>Whether the property pattern reads a property of .NET that moves no bytes.</summary>
    private bool IsHarmless(IPropertySubpatternOperation property) =>
        property.Member is IPropertyReferenceOperation reference
        && context.Shared.DotNet.Find(reference.Property) is { Effect: { Escapes: false, Result: ResultRule.Other or ResultRule.Position } };

    /// <summary>Gives each variable of a nested pattern any value of its type.</summary>
    private void BindNested(IOperation pattern, Origin origin)
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
                evaluator.Assignments.AssignVariable(local, ValueFactory.Any(local.Type, nested.Syntax, origin | Origin.External), nested.Syntax);
            }
        }
    }

    private static AbstractValue ValueFor(ISymbol declared, AbstractValue value, IOperation pattern)
    {
        var type = (declared as ILocalSymbol)?.Type;
        return value is FileValue ? value
            : StreamTypes.IsFileLike(type) || (TypeFacts.IsBuffer(type) && value is not BufferValue) ? ValueFactory.Any(type, pattern.Syntax, value.Origin)
            : Arithmetic.Convert(value, type);
    }
}
