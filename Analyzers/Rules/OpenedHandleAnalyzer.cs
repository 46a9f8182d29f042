using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP307: code with a drop policy for opened files opens a handle, which cannot drop behind itself.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OpenedHandleAnalyzer() : PolicyAnalyzer(OpenedHandle)
{
    private static readonly DiagnosticDescriptor OpenedHandle = new(
        RuleIdentifiers.OpenedHandle,
        title: "The policy does not cover a handle",
        messageFormat: "{0} of '{1}' does not cover this handle, because a handle cannot drop behind itself. Read and write it with DropBehindFile.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "RandomAccess reads and writes a handle out of the policy's sight. DropBehindFile has the same members, and drops behind.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.OpenedHandle));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachOpenedCode(context, static (model, code) =>
    {
        foreach (var use in OpenerUse.In(code, model.SemanticModel, model.CancellationToken))
        {
            if (use.Opener.Form == OpenerForm.Handle
                && use.Scope.PolicyFor(static kind => kind != PolicyKind.HeaderOnly) is { } policy
                && !IsForDropBehindFile(use, code))
            {
                model.ReportDiagnostic(Diagnostic.Create(OpenedHandle, use.Name.GetLocation(), PolicyNames.Bracketed(policy.Kind), use.Scope.Name));
            }
        }
    });

    /// <summary>Whether the handle, or the variable or member that holds it, is an argument of <c>new DropBehindFile(…)</c> in the code.</summary>
    private static bool IsForDropBehindFile(OpenerUse use, SyntaxNode code)
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

    private static bool IsDropBehindFile(BaseObjectCreationExpressionSyntax creation) => creation is ImplicitObjectCreationExpressionSyntax
        || creation is ObjectCreationExpressionSyntax { Type: var type } && type.ToString().EndsWith("DropBehindFile", StringComparison.Ordinal);
}
