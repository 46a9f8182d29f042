using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Follows the stream through type tests and patterns, which could distinguish a wrapper from the stream.</summary>
internal sealed class StreamPatterns(StreamEscapes escapes)
{
    internal const string TestsType = "tests whether it is another type";

    /// <summary>Whether the wrapper, a drop-behind stream, passes a test for the type like the stream that it replaces.</summary>
    internal static bool WrapperHas(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_Object or SpecialType.System_IDisposable }
        || StreamTypes.Find(type) is { CanBeWrapped: true }
        || (type is { Name: "MarshalByRefObject" or "IAsyncDisposable" } && type.IsIn("System"));

    internal StreamValue? TypeTest(IOperation test, ITypeSymbol? type, StreamState state) =>
        state.IsStream && type is not null && !WrapperHas(type) ? escapes.AddObstacle(test, TestsType, state.IsCertain) : null;

    /// <summary>Follows a value that <c>is</c> or <c>switch</c> matches with patterns.</summary>
    internal StreamValue? Match(IOperation value, StreamState state)
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
            return escapes.AddObstacle(value, StreamEscapes.Unknown);
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
            case IConstantPatternOperation { Value: var constant } when StreamEscapeWalker.IsNull(constant):
                break;
            case INegatedPatternOperation negated:
                Match(negated.Pattern, state);
                break;
            case IBinaryPatternOperation both:
                Match(both.LeftPattern, state);
                Match(both.RightPattern, state);
                break;
            case ITypePatternOperation type:
                TypeTest(type, type.MatchedType, state);
                break;
            case IDeclarationPatternOperation declaration:
                TypeTest(declaration, declaration.MatchedType, state);
                Hold(declaration.DeclaredSymbol, state);
                break;
            case IRecursivePatternOperation { DeconstructSymbol: null, DeconstructionSubpatterns.IsEmpty: true } recursive:
                TypeTest(recursive, recursive.MatchedType, state);
                Hold(recursive.DeclaredSymbol, state);
                foreach (var property in recursive.PropertySubpatterns)
                {
                    if (property.Member is not IPropertyReferenceOperation { Property: var member } || !DotNetStreams.IsHarmlessOnStream(member))
                    {
                        escapes.AddObstacle(property, StreamEscapes.Unknown);
                    }
                }

                break;
            default:
                escapes.AddObstacle(pattern, StreamEscapes.Unknown);
                break;
        }
    }

    private void Hold(ISymbol? variable, StreamState state)
    {
        if (variable is not null)
        {
            escapes.Hold(variable, state);
        }
    }
}
