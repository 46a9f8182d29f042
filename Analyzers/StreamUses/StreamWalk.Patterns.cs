using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.StreamUses;

internal sealed partial class StreamWalk
{
    /// <summary>The value is matched against patterns, by <c>is</c> or <c>switch</c>.</summary>
    private (IOperation, Held)? Matched(IOperation value, Held held)
    {
        IEnumerable<IPatternOperation>? patterns = value.Parent switch
        {
            IIsPatternOperation test => [test.Pattern],
            ISwitchExpressionOperation choice when choice.Value == value => choice.Arms.Select(static arm => arm.Pattern),
            ISwitchOperation choice when choice.Value == value && choice.Cases.SelectMany(static @case => @case.Clauses).All(static clause => clause is IPatternCaseClauseOperation or IDefaultCaseClauseOperation) =>
                choice.Cases.SelectMany(static @case => @case.Clauses).OfType<IPatternCaseClauseOperation>().Select(static clause => clause.Pattern),
            _ => null,
        };
        if (patterns is null)
        {
            return Stop(value, Unfollowed);
        }

        foreach (var pattern in patterns)
        {
            Match(pattern, held);
        }

        return null;
    }

    private void Match(IPatternOperation pattern, Held held)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
            case IConstantPatternOperation { Value: var constant } when IsNull(constant):
                break;
            case INegatedPatternOperation negated:
                Match(negated.Pattern, held);
                break;
            case IBinaryPatternOperation both:
                Match(both.LeftPattern, held);
                Match(both.RightPattern, held);
                break;
            case ITypePatternOperation type:
                MatchType(type, type.MatchedType, held);
                break;
            case IDeclarationPatternOperation declaration:
                MatchType(declaration, declaration.MatchedType, held);
                HoldDeclared(declaration.DeclaredSymbol, held);
                break;
            case IRecursivePatternOperation { DeconstructSymbol: null, DeconstructionSubpatterns.IsEmpty: true } recursive:
                MatchType(recursive, recursive.MatchedType, held);
                HoldDeclared(recursive.DeclaredSymbol, held);
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (property.Member is not IPropertyReferenceOperation { Property: var member } || !PlatformUses.IsHarmlessOnStream(member))
                    {
                        Stop(property, Unfollowed);
                    }
                }

                break;
            default:
                Stop(pattern, Unfollowed);
                break;
        }
    }

    private void MatchType(IPatternOperation pattern, ITypeSymbol? type, Held held)
    {
        if (held.IsStream && type is not null && !IsOpenToWrapper(type))
        {
            Stop(pattern, "asks whether it is another type", held.IsCertain);
        }
    }

    private void HoldDeclared(ISymbol? variable, Held held)
    {
        if (variable is not null)
        {
            Hold(variable, held);
        }
    }
}
