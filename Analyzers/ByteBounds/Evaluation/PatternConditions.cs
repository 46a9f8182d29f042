using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Turns patterns into conditions on the value that they match, and on its members.</summary>
internal sealed class PatternConditions(EvaluationContext context, MemberEvaluator members)
{
    /// <summary>Returns the possible outcomes of a match. A file never matches a type such as <c>MemoryStream</c>.</summary>
    internal static Interval OutcomeOf(IPatternOperation pattern, AbstractValue value) => pattern switch
    {
        INegatedPatternOperation not when OutcomeOf(not.Pattern, value) is { IsExact: true, Low: var outcome } => Interval.Exactly(1 - outcome),
        IDeclarationPatternOperation { MatchedType: { } type } when IsNoFile(type, value) => Interval.Exactly(0),
        ITypePatternOperation { MatchedType: { } type } when IsNoFile(type, value) => Interval.Exactly(0),
        IRecursivePatternOperation { MatchedType: { } type } when IsNoFile(type, value) => Interval.Exactly(0),
        _ => Interval.Boolean,
    };

    /// <summary>Returns the condition for a match of the value; null if it cannot be expressed.</summary>
    internal Term? Of(IPatternOperation pattern, AbstractValue value, ITypeSymbol? type)
    {
        if (value.TermOrConstant is not { } term)
        {
            return null;
        }

        switch (pattern)
        {
            case IConstantPatternOperation constant when OperationShapes.IsNull(constant.Value):
                return IsNull(term);
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } constant } }:
                return value is NumberValue && type?.SpecialType == SpecialType.System_Boolean && constant is bool flag ? (flag ? term : Term.Not(term))
                    : Interval.OfConstant(constant) is { IsExact: true, Low: var number } ? Term.Operator(BinaryOperatorKind.Equals, type, term, Term.Constant(number))
                    : Term.Operator(BinaryOperatorKind.Equals, type, term, Term.Constant(constant));
            case IRelationalPatternOperation { Value.ConstantValue: { HasValue: true, Value: { } constant } } relational:
                return Interval.OfConstant(constant) is { IsExact: true, Low: var limit } ? Term.Operator(relational.OperatorKind, type, term, Term.Constant(limit)) : Unknown(term);
            case INegatedPatternOperation not:
                return Term.Not(Of(not.Pattern, value, type));
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                return Term.And(Of(both.LeftPattern, value, type), Of(both.RightPattern, value, type));
            case IBinaryPatternOperation either:
                return Term.Or(Of(either.LeftPattern, value, type), Of(either.RightPattern, value, type));
            case IDiscardPatternOperation:
                return Term.Constant(1L);
            case IDeclarationPatternOperation { MatchesNull: true }:
                return Term.Constant(1L);
            case IDeclarationPatternOperation declaration:
                return OfType(term, declaration.MatchedType, type);
            case ITypePatternOperation test:
                return OfType(term, test.MatchedType, type);
            case IRecursivePatternOperation { DeconstructSymbol: null, DeconstructionSubpatterns.IsEmpty: true } recursive:
                return recursive.PropertySubpatterns.Aggregate(OfType(term, recursive.MatchedType, type), (all, each) => all is null ? Of(each, value) : Term.And(all, Of(each, value)));
            default:
                return Unknown(term);
        }
    }

    private Term? Of(IPropertySubpatternOperation part, AbstractValue value) => part.Member switch
    {
        IFieldReferenceOperation { Field: var field } => Of(part.Pattern, members.MatchedMember(field, value, ValueFactory.AnyExceptFile(field.Type, value.Origin)), field.Type),
        IPropertyReferenceOperation { Property: { Name: "Length" } length } when value is FileValue { Handles: { Length: 1 } handles } =>
            Of(part.Pattern, new NumberValue(Interval.FileLength, Origin.Of(handles[0].Source)) { Term = Term.LengthOf(handles[0].Source, context.State.Heap) }, length.Type),
        IPropertyReferenceOperation { Property: var property } when !TypeFacts.IsDotNet(property) && OperationShapes.IsAutomatic(property) =>
            Of(part.Pattern, members.MatchedMember(property, value, ValueFactory.AnyExceptFile(property.Type, value.Origin)), property.Type),
        _ => value.Term is { } term ? Unknown(term) : null,
    };

    private static Term? OfType(Term term, ITypeSymbol? matched, ITypeSymbol? type) =>
        matched is null || SymbolEqualityComparer.Default.Equals(matched, type) || (Interval.Describes(type) && Interval.NumberTypeOf(type) == Interval.NumberTypeOf(matched)) ? Term.Not(IsNull(term))
        : Term.Member(term, matched, null, AbstractValue.UnknownConstant);

    private static Term? IsNull(Term term) => Term.Member(term, Term.NullTest, null, AbstractValue.UnknownConstant);

    /// <summary>Returns a condition that depends on the value in an unknown way.</summary>
    private static Term? Unknown(Term term) => Term.Call(new object(), term);

    private static bool IsNoFile(ITypeSymbol type, AbstractValue value) => value is FileValue && StreamTypes.IsNoFile(type);
}
