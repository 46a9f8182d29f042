using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>The operation of a name in an expression: a call of the method with that name, or a reference to it.</summary>
internal static class NamedOperation
{
    /// <summary>The whole name of the method: <c>file.Load</c> for <c>Load</c>, or <c>.Load</c> after a <c>?</c>.</summary>
    internal static ExpressionSyntax Outermost(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access,
        MemberBindingExpressionSyntax binding when binding.Name == name => binding,
        _ => name,
    };

    /// <summary>The call, or the reference to the method; null if the name is not a method's.</summary>
    internal static IOperation? Find(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var whole = Outermost(name);
        return whole.Parent is InvocationExpressionSyntax call && call.Expression == whole
            ? model.GetOperation(call, cancellation) switch
            {
                IInvocationOperation or IDynamicInvocationOperation => model.GetOperation(call, cancellation),
                _ => null,
            }
            : model.GetOperation(whole, cancellation)?.DescendantsAndSelf().OfType<IMethodReferenceOperation>().FirstOrDefault();
    }
}
