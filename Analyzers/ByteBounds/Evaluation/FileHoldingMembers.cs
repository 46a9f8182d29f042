using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds the members of a type that are not files, but hold an object that can use a file of the type: a decoder, an archive, a lazy value
/// or a delegate that the type created over a stream. The analysis does not follow the effects of these objects on the file.
/// </summary>
internal static class FileHoldingMembers
{
    /// <summary>Whether the code of the containing type stores in the member an object that it created from a file or from <c>this</c>.</summary>
    internal static bool HoldsFile(ISymbol member, ITypeSymbol memberType, SemanticModels models, CancellationToken cancellation) =>
        !StreamTypes.IsFileLike(memberType) && CanHoldFile(memberType)
        && member.ContainingType.DeclaringSyntaxReferences
            .SelectMany(part => part.GetSyntax(cancellation).DescendantNodes())
            .SelectMany(node => ExpressionsStoredIn(member, node))
            .Any(value => models.OperationOf(value, cancellation) is { } operation && MentionsFile(operation, models, depth: 3, cancellation));

    /// <summary>Returns the expressions that a node assigns or passes to the member with this name.</summary>
    private static IEnumerable<SyntaxNode> ExpressionsStoredIn(ISymbol member, SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } declarator when declarator.Identifier.ValueText == member.Name => [value],
        PropertyDeclarationSyntax { Initializer.Value: { } value } property when property.Identifier.ValueText == member.Name => [value],
        AssignmentExpressionSyntax { Left: TupleExpressionSyntax targets, Right: TupleExpressionSyntax values } when targets.Arguments.Count == values.Arguments.Count =>
            Enumerable.Range(0, targets.Arguments.Count).Where(index => IsNamed(targets.Arguments[index].Expression, member)).Select(index => values.Arguments[index].Expression),
        AssignmentExpressionSyntax assignment when IsNamed(assignment.Left, member) => [assignment.Right],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var receiver } } call when IsNamed(receiver, member) =>
            call.ArgumentList.Arguments.Select(static argument => argument.Expression),
        _ => [],
    };

    private static bool IsNamed(ExpressionSyntax expression, ISymbol member) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == member.Name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var name } => name == member.Name,
        ElementAccessExpressionSyntax { Expression: var array } => IsNamed(array, member),
        PostfixUnaryExpressionSyntax { Operand: var operand } => IsNamed(operand, member),
        _ => false,
    };

    private static bool MentionsFile(IOperation value, SemanticModels models, int depth, CancellationToken cancellation) =>
        value.DescendantsAndSelf().Any(operation => operation switch
        {
            IInstanceReferenceOperation => operation.Parent is IArgumentOperation,
            ILocalReferenceOperation { Local: { Type: var type, DeclaringSyntaxReferences: [var declaration] } } when !StreamTypes.IsFileLike(type) =>
                depth > 0 && declaration.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: { } initial }
                && models.OperationOf(initial, cancellation) is { } made && MentionsFile(made, models, depth - 1, cancellation),
            ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation => StreamTypes.IsFileLike(operation.Type),
            _ => false,
        });

    /// <summary>Whether an object of the type can refer to a file. Numbers, text and collections of them cannot.</summary>
    private static bool CanHoldFile(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanHoldFile(array.ElementType),
        { TypeKind: TypeKind.Enum } => false,
        { TypeKind: TypeKind.Delegate } or { SpecialType: SpecialType.System_Object } => true,
        { SpecialType: not SpecialType.None } => type.SpecialType >= SpecialType.System_Collections_IEnumerable && type.SpecialType <= SpecialType.System_Collections_Generic_IEnumerator_T,
        INamedTypeSymbol { Arity: > 0, Name: "List" or "Dictionary" or "HashSet" or "SortedDictionary" or "SortedList" or "Queue" or "Stack" or "ImmutableArray" or "Nullable" or "Memory" or "ReadOnlyMemory" or "ConcurrentDictionary" } collection
            when TypeFacts.IsDotNet(collection) => collection.TypeArguments.Any(CanHoldFile),
        _ => true,
    };
}
