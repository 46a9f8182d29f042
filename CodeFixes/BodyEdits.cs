using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>Creates the <c>…Core</c> body of a method: a private method with the same signature.</summary>
internal static class BodyEdits
{
    /// <summary>The attributes that tell the compiler what can be null. The body needs them too.</summary>
    private static readonly HashSet<string> NullabilityAttributes = new(StringComparer.Ordinal)
    {
        "AllowNull", "DisallowNull", "MaybeNull", "MaybeNullWhen", "NotNull", "NotNullWhen", "NotNullIfNotNull", "DoesNotReturnIf",
        "MemberNotNull", "MemberNotNullWhen", "DoesNotReturn",
    };

    /// <summary>
    /// Creates the declaration of the body without its block. It has the modifiers of a body, no default values, and only the
    /// nullability attributes.
    /// </summary>
    internal static MethodDeclarationSyntax Header(MethodDeclarationSyntax method, SyntaxTrivia lineBreak) => SyntaxFactory.MethodDeclaration(
        [.. NullabilityOf(method.AttributeLists).Select(list => list.WithoutTrivia().WithTrailingTrivia(LineBreaks.IndentOf(method).Insert(0, lineBreak)))],
        Modifiers(method),
        method.ReturnType.WithoutLeadingTrivia(),
        explicitInterfaceSpecifier: null,
        SyntaxFactory.Identifier(PolicyBody.NameFor(method.Identifier.ValueText)).WithTriviaFrom(method.Identifier),
        method.TypeParameterList is { } list
            ? list.WithParameters(SyntaxFactory.SeparatedList(list.Parameters.Select(static parameter => parameter.WithAttributeLists([])), list.Parameters.GetSeparators()))
            : null,
        method.ParameterList.WithParameters(SyntaxFactory.SeparatedList(method.ParameterList.Parameters.Select(Parameter), method.ParameterList.Parameters.GetSeparators())),
        method.ConstraintClauses,
        body: null,
        expressionBody: null,
        semicolonToken: default);

    /// <summary>Whether no member conflicts with the body. An overload with other parameters does not conflict.</summary>
    internal static bool IsNameFree(IMethodSymbol method) =>
        method.ContainingType.GetMembers(PolicyBody.NameFor(method.Name)).All(member =>
            member is IMethodSymbol other
            && (other.Arity != method.Arity
                || other.Parameters.Length != method.Parameters.Length
                || other.Parameters.Zip(method.Parameters, static (left, right) => (left, right)).Any(static pair =>
                    pair.left.Type.TypeKind != TypeKind.TypeParameter && !SymbolEqualityComparer.Default.Equals(pair.left.Type, pair.right.Type))));

    /// <summary>Whether the body can have the same constraints. An override inherits its constraints and does not state them.</summary>
    internal static bool CanRepeatConstraints(IMethodSymbol method) => !method.IsOverride || method.Arity == 0;

    private static SyntaxTokenList Modifiers(MethodDeclarationSyntax method)
    {
        var kept = method.Modifiers
            .Where(static modifier => modifier.Kind() is SyntaxKind.StaticKeyword or SyntaxKind.UnsafeKeyword or SyntaxKind.ReadOnlyKeyword or SyntaxKind.AsyncKeyword)
            .Select(static modifier => SyntaxFactory.Token(modifier.Kind()).WithTrailingTrivia(SyntaxFactory.Space));
        return SyntaxFactory.TokenList([SyntaxFactory.Token(SyntaxKind.PrivateKeyword).WithTrailingTrivia(SyntaxFactory.Space), .. kept]);
    }

    private static ParameterSyntax Parameter(ParameterSyntax parameter)
    {
        var modifiers = parameter.Modifiers.Where(static modifier => modifier.Kind() is not (SyntaxKind.ThisKeyword or SyntaxKind.ParamsKeyword));
        var start = parameter.GetLeadingTrivia();
        return parameter
            .WithAttributeLists([.. NullabilityOf(parameter.AttributeLists)])
            .WithModifiers([.. modifiers])
            .WithIdentifier(parameter.Identifier.WithTrailingTrivia())
            .WithDefault(null)
            .WithLeadingTrivia(start)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static IEnumerable<AttributeListSyntax> NullabilityOf(SyntaxList<AttributeListSyntax> lists)
    {
        foreach (var list in lists)
        {
            var others = list.Attributes.Where(static attribute => !IsNullability(attribute.Name)).ToList();
            if (others.Count < list.Attributes.Count)
            {
                yield return list.RemoveNodes(others, SyntaxRemoveOptions.KeepNoTrivia)!;
            }
        }
    }

    private static bool IsNullability(NameSyntax name)
    {
        var text = name is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText : (name as SimpleNameSyntax)?.Identifier.ValueText ?? "";
        return NullabilityAttributes.Contains(text.EndsWith("Attribute", StringComparison.Ordinal) ? text.Substring(0, text.Length - "Attribute".Length) : text);
    }
}
