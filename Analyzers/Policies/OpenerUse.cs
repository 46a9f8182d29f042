using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// A use of a member of .NET that opens a file, in code with policies for opened files. A member with two rows in the table
/// (<see cref="FileOpeners"/>) has two uses.
/// </summary>
/// <param name="Name">The name of the member in the source.</param>
/// <param name="Call">The call; null for a method group.</param>
/// <param name="Method">The member.</param>
/// <param name="Opener">The member's row in the table.</param>
/// <param name="Scope">The policies of the code.</param>
internal sealed record OpenerUse(SimpleNameSyntax Name, InvocationExpressionSyntax? Call, IMethodSymbol Method, FileOpener Opener, OpenedFileScope Scope)
{
    /// <summary>Finds the uses in a piece of code, in the order of the source. Only names of the table are bound.</summary>
    internal static IEnumerable<OpenerUse> In(SyntaxNode code, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var name in code.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (FileOpeners.IsName(name.Identifier.ValueText))
            {
                foreach (var use in Find(name, model, cancellation))
                {
                    yield return use;
                }
            }
        }
    }

    /// <summary>Gets the reason why the call is not intercepted. <see cref="BypassReason.None"/> if it is.</summary>
    internal BypassReason GetBypassReason(SemanticModel model, CancellationToken cancellation) =>
        Call is not null && model.GetOperation(Call, cancellation) is IInvocationOperation operation
            ? InterceptableCall.GetBypassReason(operation)
            : BypassReason.NotOrdinary;

    private static IEnumerable<OpenerUse> Find(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var whole = Outermost(name);
        var call = whole.Parent is InvocationExpressionSyntax invocation && invocation.Expression == whole ? invocation : null;
        return !IsInNameOf(whole)
            && model.GetSymbolInfo(call ?? whole, cancellation).Symbol is IMethodSymbol method
            && FileOpeners.Find(method) is { IsEmpty: false } openers
            && OpenedFileScope.Around(model.GetEnclosingSymbol(name.SpanStart, cancellation)) is { } scope
                ? openers.Select(opener => new OpenerUse(name, call, InterceptableCall.TargetOf(method), opener, scope))
                : [];
    }

    private static bool IsInNameOf(ExpressionSyntax name) =>
        name.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } };

    private static ExpressionSyntax Outermost(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access,
        MemberBindingExpressionSyntax binding when binding.Name == name => binding,
        _ => name,
    };
}
