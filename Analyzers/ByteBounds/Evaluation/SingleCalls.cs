using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds delegate parameters that their method calls at most once before it ends, as in a function that measures, locks or
/// logs.
/// </summary>
internal static class SingleCalls
{
    internal static bool IsCalledOnce(IParameterSymbol parameter)
    {
        parameter = parameter.OriginalDefinition;
        if (parameter is not { RefKind: RefKind.None, Type.TypeKind: TypeKind.Delegate, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method }
            || Overrides.CanBeOverridden(method)
            || (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not MethodDeclarationSyntax declaration
            || IteratorSyntax.AreIn(declaration))
        {
            return false;
        }

        // The search compares names. Another symbol with the name only makes the answer false.
        var mentions = ((SyntaxNode?)declaration.Body ?? declaration.ExpressionBody)?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == parameter.Name && !IsNullCheck(name)).ToList();
        return mentions is [var mention] && IsCall(mention)
            && !declaration.DescendantNodes().Any(static node => node is LabeledStatementSyntax)
            && !mention.Ancestors().TakeWhile(node => node != declaration).Any(static node => node
                is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax);
    }

    private static bool IsNullCheck(IdentifierNameSyntax name) =>
        name.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfNull" } or IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };

    /// <summary>Whether the mention is the call of the delegate, and the delegate's task ends with the method's own.</summary>
    private static bool IsCall(IdentifierNameSyntax name)
    {
        ExpressionSyntax? call = name.Parent switch
        {
            InvocationExpressionSyntax direct when direct.Expression == name => direct,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke", Parent: InvocationExpressionSyntax invoked } access when access.Expression == name && invoked.Expression == access => invoked,
            _ => null,
        };
        for (SyntaxNode? use = call; use is not null; use = use.Parent)
        {
            switch (use.Parent)
            {
                case ParenthesizedExpressionSyntax or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }:
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } }:
                    continue;
                default:
                    return use.Parent is AwaitExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax || !IsTask(call!);
            }
        }

        return false;

        // An action has no task to wait for, and neither has a value that is used at once.
        static bool IsTask(ExpressionSyntax call) => call.FirstAncestorOrSelf<MethodDeclarationSyntax>()!.ParameterList.Parameters
            .Any(static parameter => parameter.Type?.ToString() is { } type && (type.Contains("Task") || type.Contains("T>")) && type.StartsWith("Func", StringComparison.Ordinal));
    }
}
