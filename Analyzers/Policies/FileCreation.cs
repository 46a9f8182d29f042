using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// The creation of a <c>FileStream</c>, or of a <c>StreamReader</c> or <c>StreamWriter</c> for a path, in code with policies for
/// opened files. The compiler cannot intercept a constructor.
/// </summary>
/// <param name="Syntax">The expression.</param>
/// <param name="Operation">The bound expression.</param>
/// <param name="Constructor">The constructor.</param>
/// <param name="Scope">The policies of the code.</param>
internal sealed record FileCreation(BaseObjectCreationExpressionSyntax Syntax, IObjectCreationOperation Operation, IMethodSymbol Constructor, OpenedFileScope Scope)
{
    /// <summary>Finds the creations in a piece of code, in the order of the source.</summary>
    internal static IEnumerable<FileCreation> In(SyntaxNode code, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var creation in code.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
        {
            if (MayOpenFile(creation)
                && model.GetSymbolInfo(creation, cancellation).Symbol is IMethodSymbol constructor
                && OpensPath(constructor)
                && model.GetOperation(creation, cancellation) is IObjectCreationOperation operation
                && OpenedFileScope.Around(model.GetEnclosingSymbol(creation.SpanStart, cancellation)) is { } scope)
            {
                yield return new FileCreation(creation, operation, constructor, scope);
            }
        }
    }

    /// <summary>Whether a policy of the kind can cover the file.</summary>
    internal bool IsCoveredBy(PolicyKind kind) => (Access & (kind == PolicyKind.DropAfterFullWrite ? FileAccess.Write : FileAccess.Read)) != 0;

    /// <summary>The access of the file. Both if it is only known at run time.</summary>
    private FileAccess Access => Constructor.ContainingType.Name switch
    {
        "StreamReader" => FileAccess.Read,
        "StreamWriter" => FileAccess.Write,
        _ => Constant("access") is int access ? (FileAccess)access : Constant("mode") is (int)FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite,
    };

    private object? Constant(string parameter) =>
        Operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value.ConstantValue is { HasValue: true, Value: var value } ? value : null;

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
