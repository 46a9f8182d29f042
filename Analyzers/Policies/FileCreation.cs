using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// The creation of a <c>FileStream</c>, or of a <c>StreamReader</c> or <c>StreamWriter</c> for a path, in code with policies for
/// opened files. The compiler cannot intercept a constructor.
/// </summary>
/// <param name="Syntax">The expression.</param>
/// <param name="Constructor">The constructor.</param>
/// <param name="Scope">The policies of the code.</param>
internal sealed record FileCreation(BaseObjectCreationExpressionSyntax Syntax, IMethodSymbol Constructor, OpenedFileScope Scope)
{
    /// <summary>Whether the file can be open for reading. The access of a <c>FileStream</c> is an argument.</summary>
    private bool Reads => Constructor.ContainingType.Name != "StreamWriter";

    private bool Writes => Constructor.ContainingType.Name != "StreamReader";

    /// <summary>Finds the creations in a piece of code, in the order of the source.</summary>
    internal static IEnumerable<FileCreation> In(SyntaxNode code, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var creation in code.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
        {
            if (MayOpenFile(creation)
                && model.GetSymbolInfo(creation, cancellation).Symbol is IMethodSymbol constructor
                && OpensPath(constructor)
                && OpenedFileScope.Around(model.GetEnclosingSymbol(creation.SpanStart, cancellation)) is { } scope)
            {
                yield return new FileCreation(creation, constructor, scope);
            }
        }
    }

    /// <summary>Whether a policy of the kind can cover the file.</summary>
    internal bool IsCoveredBy(PolicyKind kind) => kind == PolicyKind.DropAfterFullWrite ? Writes : Reads;

    private static bool OpensPath(IMethodSymbol constructor) =>
        constructor is { ContainingType: { Name: "FileStream" or "StreamReader" or "StreamWriter" } type, Parameters: [{ Type.SpecialType: SpecialType.System_String }, ..] }
        && type.IsIn("System.IO");

    /// <summary>Whether the syntax can name one of the types. A target-typed creation names none.</summary>
    private static bool MayOpenFile(BaseObjectCreationExpressionSyntax creation) => creation.ArgumentList is { Arguments.Count: > 0 } && creation switch
    {
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax or QualifiedNameSyntax or AliasQualifiedNameSyntax } => true,
        ImplicitObjectCreationExpressionSyntax => true,
        _ => false,
    };
}
