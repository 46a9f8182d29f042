using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Finds the delegate parameters that a method only calls, before it returns: once, as a method that measures, locks or logs does, or in a
/// loop, as a method that retries does.
/// </summary>
internal static class CalledParameters
{
    /// <summary>Whether the method calls its parameter at most once.</summary>
    internal static bool IsCalledOnce(IParameterSymbol parameter) => CallsOf(parameter, out var declaration) is [var mention]
        && !declaration.DescendantNodes().Any(static node => node is LabeledStatementSyntax)
        && !mention.Ancestors().TakeWhile(node => node != declaration).Any(static node => node
            is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);

    /// <summary>Whether the method does nothing with its parameter except call it before the method returns.</summary>
    internal static bool IsOnlyCalled(IParameterSymbol parameter) => CallsOf(parameter, out _) is not null;

    /// <summary>Returns the places where the method calls its parameter; null if the method may do anything else with the parameter.</summary>
    private static List<IdentifierNameSyntax>? CallsOf(IParameterSymbol parameter, out MethodDeclarationSyntax declaration)
    {
        declaration = null!;
        parameter = parameter.OriginalDefinition;
        if (parameter is not { RefKind: RefKind.None, Type.TypeKind: TypeKind.Delegate, ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } method }
            || Overrides.CanBeOverridden(method)
            || (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences is not [var reference]
            || reference.GetSyntax() is not MethodDeclarationSyntax found
            || IteratorSyntax.IsIterator(found))
        {
            return null;
        }

        // The search compares names. Another symbol with the same name only makes the answer null.
        declaration = found;
        var mentions = ((SyntaxNode?)found.Body ?? found.ExpressionBody)?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == parameter.Name && !IsNullCheck(name)).ToList();
        return mentions is { Count: > 0 } && mentions.TrueForAll(mention => IsCall(mention) && !mention.Ancestors().TakeWhile(node => node != found).Any(static node => node
            is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax)) ? mentions : null;
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

        // Only a delegate that returns a task can do work after the call. The test compares the text of the parameters' types: a Func with a
        // task, or with a type parameter, which can be a task.
        static bool IsTask(ExpressionSyntax call) => call.FirstAncestorOrSelf<MethodDeclarationSyntax>()!.ParameterList.Parameters
            .Any(static parameter => parameter.Type?.ToString() is { } type && (type.Contains("Task") || type.Contains("T>")) && type.StartsWith("Func", StringComparison.Ordinal));
    }
}
