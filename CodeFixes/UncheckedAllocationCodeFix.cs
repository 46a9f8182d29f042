using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace IoPolicy.CodeFixes;

/// <summary>IOP512: compares the number with the rest of the file, if a <c>BinaryReader</c> reads the number into a variable.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UncheckedAllocationCodeFix)), Shared]
public sealed class UncheckedAllocationCodeFix() : RuleCodeFix(RuleIdentifiers.UncheckedAllocation)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is [var source]
            && root.FindNode(source.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax reader } } read
            && read.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { Initializer.Value: var value } variable
            && IsRead(value, read)
            && variable.Parent?.Parent is LocalDeclarationStatementSyntax { Parent: BlockSyntax block, Declaration.Variables.Count: 1 } declaration
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && model.GetTypeInfo(reader, context.CancellationToken).Type is { Name: "BinaryReader" }
            && model.GetDeclaredSymbol(variable, context.CancellationToken) is ILocalSymbol { Type: var type })
        {
            var isSigned = type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
            if (!isSigned && type.SpecialType != SpecialType.System_UInt32)
            {
                return;
            }

            var name = variable.Identifier.Text;
            var check = $"if ({(isSigned ? $"{name} < 0 || " : "")}{name} > {reader.Identifier.Text}.BaseStream.Length - {reader.Identifier.Text}.BaseStream.Position)";
            Offer(context, diagnostic, $"Compare '{variable.Identifier.ValueText}' with the rest of the file", RuleIdentifiers.UncheckedAllocation, () =>
                root.ReplaceNode(block, block.WithStatements(block.Statements.Insert(block.Statements.IndexOf(declaration) + 1, Check(check, root)))));
        }
    }

    private static bool IsRead(ExpressionSyntax value, InvocationExpressionSyntax read) => value switch
    {
        CastExpressionSyntax cast => IsRead(cast.Expression, read),
        ParenthesizedExpressionSyntax inner => IsRead(inner.Expression, read),
        _ => value == read,
    };

    private static IfStatementSyntax Check(string check, SyntaxNode root)
    {
        var lineBreak = LineBreaks.From(root);
        var statement = (IfStatementSyntax)SyntaxFactory.ParseStatement($"{check}{lineBreak}{{{lineBreak}throw new global::System.IO.InvalidDataException();{lineBreak}}}");
        var type = statement.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Single().Type;
        return statement.ReplaceNode(type, type.WithAdditionalAnnotations(Simplifier.Annotation)).WithTrailingTrivia(lineBreak, lineBreak).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
