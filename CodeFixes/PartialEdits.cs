using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>
/// Makes an ordinary method and its types partial. The declaration keeps its comments, attributes and default values. The
/// code moves unchanged to the <c>…Core</c> body.
/// </summary>
internal static class PartialEdits
{
    /// <summary>Whether the result compiles and the generator can wrap it.</summary>
    internal static bool CanMakePartial(IMethodSymbol method, MethodDeclarationSyntax declaration) =>
        method is { IsAbstract: false, IsPartialDefinition: false, PartialDefinitionPart: null }
        && WrapperObstacles.ForPartial(method, method) == WrapperObstacle.None
        && (declaration.Body ?? (SyntaxNode?)declaration.ExpressionBody) is not null
        && BodyEdits.IsNameFree(method)
        && BodyEdits.CanRepeatConstraints(method)
        && !HasDirectivesInHeader(declaration)
        && CanTypesBePartial(declaration.Parent, method.ContainingType);

    /// <summary>Makes the method partial.</summary>
    internal static SyntaxNode MakePartial(SyntaxNode root, MethodDeclarationSyntax method)
    {
        var lineBreak = LineBreaks.From(root);
        SyntaxNode old = method.Parent!;
        SyntaxNode changed = old.ReplaceNode(method, [Declaration(method, lineBreak), Body(method, lineBreak)]);
        while (old is TypeDeclarationSyntax)
        {
            changed = WithPartial((TypeDeclarationSyntax)changed);
            var outer = old.Parent!;
            if (outer is TypeDeclarationSyntax)
            {
                changed = outer.ReplaceNode(old, changed);
                old = outer;
                continue;
            }

            break;
        }

        return root.ReplaceNode(old, changed);
    }

    /// <summary>Replaces the method, and makes the new method partial.</summary>
    internal static SyntaxNode MakePartial(SyntaxNode root, MethodDeclarationSyntax method, MethodDeclarationSyntax changed)
    {
        var mark = new SyntaxAnnotation();
        var marked = root.ReplaceNode(method, changed.WithAdditionalAnnotations(mark));
        return MakePartial(marked, (MethodDeclarationSyntax)marked.GetAnnotatedNodes(mark).Single());
    }

    private static bool CanTypesBePartial(SyntaxNode? parent, INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || current.IsExtension || current.IsImplicitClass)
            {
                return false;
            }
        }

        return parent is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax or InterfaceDeclarationSyntax;
    }

    /// <summary>
    /// Whether a directive is between the first modifier and the body. The fix writes this header twice, so neither copy would have the whole
    /// condition.
    /// </summary>
    private static bool HasDirectivesInHeader(MethodDeclarationSyntax method)
    {
        var header = method.Modifiers.Count > 0 ? method.Modifiers[0] : method.ReturnType.GetFirstToken();
        var body = (method.Body ?? (SyntaxNode?)method.ExpressionBody)!.GetFirstToken();
        return method.ContainsDirectives
            && method.DescendantTokens().Any(token =>
                token.SpanStart > header.SpanStart
                && token.SpanStart < body.SpanStart
                && token.LeadingTrivia.Any(static trivia => trivia.IsDirective));
    }

    private static MethodDeclarationSyntax Declaration(MethodDeclarationSyntax method, SyntaxTrivia lineBreak)
    {
        var declaration = method
            .WithModifiers(Modifiers(method))
            .WithReturnType(method.ReturnType.WithoutLeadingTrivia())
            .WithBody(null)
            .WithExpressionBody(null)
            .WithSemicolonToken(default);
        return declaration
            .ReplaceToken(declaration.GetLastToken(), declaration.GetLastToken().WithTrailingTrivia())
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(lineBreak));
    }

    /// <summary>
    /// Removes <c>async</c> and adds <c>partial</c> at the end. The trivia of a removed token moves to the next token. In an
    /// interface, a partial method is virtual only with the modifier <c>virtual</c>, and it cannot be <c>sealed</c>.
    /// </summary>
    private static SyntaxTokenList Modifiers(MethodDeclarationSyntax method)
    {
        var isInInterface = method.Parent is InterfaceDeclarationSyntax;
        var kept = new List<SyntaxToken>();
        var before = SyntaxFactory.TriviaList();
        foreach (var modifier in method.Modifiers)
        {
            before = before.AddRange(modifier.LeadingTrivia);
            if (modifier.IsKind(SyntaxKind.AsyncKeyword) || (isInInterface && modifier.IsKind(SyntaxKind.SealedKeyword)))
            {
                before = before.AddRange(modifier.TrailingTrivia.SkipWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
                continue;
            }

            kept.Add(modifier.WithLeadingTrivia(before));
            before = [];
        }

        before = before.AddRange(method.ReturnType.GetLeadingTrivia());
        if (isInInterface && !method.Modifiers.Any(static modifier => IsNotImplicitlyVirtual(modifier.Kind())))
        {
            kept.Add(SyntaxFactory.Token(before, SyntaxKind.VirtualKeyword, [SyntaxFactory.Space]));
            before = [];
        }

        kept.Add(SyntaxFactory.Token(before, SyntaxKind.PartialKeyword, [SyntaxFactory.Space]));
        if (!kept.Any(static modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())))
        {
            // Without an accessibility modifier, the compiler removes the calls of a partial method that nobody implements.
            var access = isInInterface ? SyntaxKind.PublicKeyword : SyntaxKind.PrivateKeyword;
            kept.Insert(0, SyntaxFactory.Token(kept[0].LeadingTrivia, access, [SyntaxFactory.Space]));
            kept[1] = kept[1].WithLeadingTrivia();
        }

        return SyntaxFactory.TokenList(kept);
    }

    /// <summary>Whether an interface method with this modifier is not virtual, or is virtual by the modifier.</summary>
    private static bool IsNotImplicitlyVirtual(SyntaxKind modifier) =>
        modifier is SyntaxKind.StaticKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.SealedKeyword or SyntaxKind.VirtualKeyword;

    /// <summary>Moves the code unchanged. The formatter places only the first token, because a method can start within a line.</summary>
    private static MethodDeclarationSyntax Body(MethodDeclarationSyntax method, SyntaxTrivia lineBreak)
    {
        var body = BodyEdits.Header(method, lineBreak)
            .WithBody(method.Body)
            .WithExpressionBody(method.ExpressionBody)
            .WithSemicolonToken(method.SemicolonToken)
            .WithLeadingTrivia(LineBreaks.IndentOf(method).Insert(0, lineBreak));
        return body.ReplaceToken(body.GetFirstToken(), body.GetFirstToken().WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static TypeDeclarationSyntax WithPartial(TypeDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return type;
        }

        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithModifiers([partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)]).WithKeyword(type.Keyword.WithLeadingTrivia());
    }
}
