using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

internal sealed partial class StreamEscapeWalker
{
    /// <summary>The value is matched against patterns, by <c>is</c> or <c>switch</c>.</summary>
    private (IOperation, StreamState)? Matched(IOperation value, StreamState state)
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
            Match(pattern, state);
        }

        return null;
    }

    private void Match(IPatternOperation pattern, StreamState state)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
            case IConstantPatternOperation { Value: var constant } when IsNull(constant):
                break;
            case INegatedPatternOperation negated:
                Match(negated.Pattern, state);
                break;
            case IBinaryPatternOperation both:
                Match(both.LeftPattern, state);
                Match(both.RightPattern, state);
                break;
            case ITypePatternOperation type:
                MatchType(type, type.MatchedType, state);
                break;
            case IDeclarationPatternOperation declaration:
                MatchType(declaration, declaration.MatchedType, state);
                HoldDeclared(declaration.DeclaredSymbol, state);
                break;
            case IRecursivePatternOperation { DeconstructSymbol: null, DeconstructionSubpatterns.IsEmpty: true } recursive:
                MatchType(recursive, recursive.MatchedType, state);
                HoldDeclared(recursive.DeclaredSymbol, state);
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (property.Member is not IPropertyReferenceOperation { Property: var member } || !PlatformStreams.IsHarmlessOnStream(member))
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

    private void MatchType(IPatternOperation pattern, ITypeSymbol? type, StreamState state)
    {
        if (state.IsStream && type is not null && !IsOpenToWrapper(type))
        {
            Stop(pattern, "asks whether it is another type", state.IsCertain);
        }
    }

    private void HoldDeclared(ISymbol? variable, StreamState state)
    {
        if (variable is not null)
        {
            Hold(variable, state);
        }
    }
}
