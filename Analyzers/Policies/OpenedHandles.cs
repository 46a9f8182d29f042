using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides what the code with a policy does with a handle that it opens.</summary>
internal static class OpenedHandles
{
    /// <summary>Whether the handle, or the variable or member that holds it, is an argument of <c>new DropBehindFile(…)</c> in the code.</summary>
    internal static bool IsForDropBehindFile(OpenerUse use, SyntaxNode code)
    {
        var holder = use.Call?.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: SimpleNameSyntax name } => name.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name: var name } } => name.Identifier.ValueText,
            _ => null,
        };
        return code.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Any(creation => creation.ArgumentList?.Arguments.FirstOrDefault() is { Expression: var file }
            && (file == use.Call || (holder is not null && file is IdentifierNameSyntax name && name.Identifier.ValueText == holder))
            && IsDropBehindFile(creation));
    }

    /// <summary>Whether the handle is returned or stored in a member or a parameter, so that it can stay open when the method returns.</summary>
    internal static bool Escapes(OpenerUse use, SemanticModel model, CancellationToken cancellation) =>
        use.Call is { } call && Escapes(call, followsLocal: true, model, cancellation);

    private static bool Escapes(ExpressionSyntax value, bool followsLocal, SemanticModel model, CancellationToken cancellation)
    {
        var whole = Whole(value);
        switch (whole.Parent)
        {
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax or YieldStatementSyntax:
            case LambdaExpressionSyntax lambda when lambda.Body == whole:
                return true;
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable }:
                return model.GetDeclaredSymbol(variable, cancellation) is not ILocalSymbol local || (followsLocal && LocalEscapes(local, variable, model, cancellation));
            case EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax }:
                return true;
            case AssignmentExpressionSyntax assignment when assignment.Right == whole && assignment.Left is not (DeclarationExpressionSyntax or TupleExpressionSyntax) && !IsDiscard(assignment.Left):
                return model.GetSymbolInfo(assignment.Left, cancellation).Symbol is not ILocalSymbol target || (followsLocal && LocalEscapes(target, whole, model, cancellation));
            default:
                return false;
        }
    }

    private static bool LocalEscapes(ILocalSymbol local, SyntaxNode use, SemanticModel model, CancellationToken cancellation) =>
        use.Ancestors().LastOrDefault(static node => node is BlockSyntax or ArrowExpressionClauseSyntax or CompilationUnitSyntax)?.DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == local.Name
                && !IsTarget(name)
                && Escapes(name, followsLocal: false, model, cancellation)
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, local)) ?? false;

    private static bool IsTarget(IdentifierNameSyntax name) => name.Parent is AssignmentExpressionSyntax assignment && assignment.Left == name;

    private static bool IsDiscard(ExpressionSyntax target) => target is IdentifierNameSyntax { Identifier.ValueText: "_" };

    /// <summary>
    /// Gets the outermost expression that has or contains the value: in parentheses, a cast, <c>as</c>, <c>!</c>, a tuple, <c>?:</c>,
    /// <c>??</c> or <c>switch</c>.
    /// </summary>
    private static ExpressionSyntax Whole(ExpressionSyntax value)
    {
        var whole = value;
        while (Around(whole) is { } parent && IsSame(parent, whole))
        {
            whole = parent;
        }

        return whole;
    }

    private static ExpressionSyntax? Around(ExpressionSyntax value) => value.Parent switch
    {
        ArgumentSyntax { Parent: TupleExpressionSyntax tuple } => tuple,
        SwitchExpressionArmSyntax { Parent: SwitchExpressionSyntax choice } => choice,
        var parent => parent as ExpressionSyntax,
    };

    private static bool IsSame(ExpressionSyntax parent, ExpressionSyntax operand) => parent switch
    {
        ParenthesizedExpressionSyntax or CastExpressionSyntax or TupleExpressionSyntax => true,
        SwitchExpressionSyntax choice => choice.GoverningExpression != operand,
        PostfixUnaryExpressionSyntax suppressed => suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression),
        ConditionalExpressionSyntax choice => choice.Condition != operand,
        BinaryExpressionSyntax binary => binary.IsKind(SyntaxKind.CoalesceExpression) || binary.IsKind(SyntaxKind.AsExpression),
        _ => false,
    };

    private static bool IsDropBehindFile(BaseObjectCreationExpressionSyntax creation) => creation is ImplicitObjectCreationExpressionSyntax
        || creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().EndsWith("DropBehindFile", StringComparison.Ordinal);
}
