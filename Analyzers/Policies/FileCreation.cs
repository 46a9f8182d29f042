using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// The call of a constructor that opens a file, in code with policies for opened files. The call is a <c>new</c> expression, or the
/// <c>base(…)</c> of a derived type. The compiler cannot intercept a constructor.
/// </summary>
/// <param name="Syntax">The <c>new</c> expression or the constructor initializer.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Constructor">The constructor.</param>
/// <param name="Row">The constructor's row in <see cref="PathConstructors"/>.</param>
/// <param name="Scope">The policies of the code.</param>
internal sealed record FileCreation(SyntaxNode Syntax, ImmutableArray<IArgumentOperation> Arguments, IMethodSymbol Constructor, PathConstructor Row, OpenedFileScope Scope)
{
    /// <summary>Finds the creations in a piece of code, in the order of the source.</summary>
    internal static IEnumerable<FileCreation> In(SyntaxNode code, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var syntax in code.DescendantNodes())
        {
            if (MayOpenFile(syntax)
                && model.GetSymbolInfo(syntax, cancellation).Symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor
                && PathConstructors.Find(constructor) is { } row
                && OpenedFileScope.Around(model.GetEnclosingSymbol(PositionInside(syntax), cancellation)) is { } scope)
            {
                yield return new FileCreation(syntax, ArgumentsOf(model.GetOperation(syntax, cancellation)), constructor, row, scope);
            }
        }
    }

    /// <summary>Whether a policy of the kind can cover the file.</summary>
    internal bool IsCoveredBy(PolicyKind kind) => (Access & (kind == PolicyKind.DropAfterFullWrite ? FileAccess.Write : FileAccess.Read)) != 0;

    /// <summary>The access of the file. Both if it is only known at run time.</summary>
    private FileAccess Access => Row.Access != FileAccess.ReadWrite ? Row.Access
        : Constant("access") is int access ? (FileAccess)access
        : Constant("mode") is (int)FileMode.Append ? FileAccess.Write
        : FileAccess.ReadWrite;

    private object? Constant(string parameter) =>
        Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter)?.Value.ConstantValue is { HasValue: true, Value: var value } ? value : null;

    private static ImmutableArray<IArgumentOperation> ArgumentsOf(IOperation? operation) => operation switch
    {
        IObjectCreationOperation creation => creation.Arguments,
        IInvocationOperation initializer => initializer.Arguments,
        _ => [],
    };

    /// <summary>Gets a position whose enclosing symbol is the type. The name of a base type is not inside the type.</summary>
    private static int PositionInside(SyntaxNode syntax) =>
        syntax is PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments: [var argument, ..] } ? argument.SpanStart : syntax.SpanStart;

    /// <summary>Whether the syntax can call one of the constructors. A target-typed <c>new</c> names no type.</summary>
    private static bool MayOpenFile(SyntaxNode syntax) => syntax switch
    {
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax or QualifiedNameSyntax or AliasQualifiedNameSyntax, ArgumentList.Arguments.Count: > 0 } => true,
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } => true,
        ConstructorInitializerSyntax { RawKind: (int)SyntaxKind.BaseConstructorInitializer, ArgumentList.Arguments.Count: > 0 } => true,
        PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments.Count: > 0 } => true,
        _ => false,
    };
}
