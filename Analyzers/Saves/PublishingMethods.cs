using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// The methods of a compilation that rename a file and get its old or new path as a parameter. Only the caller's code shows whether the
/// file is on disk, so the analysis walks the code of the callers too.
/// </summary>
internal sealed class PublishingMethods(Compilation compilation)
{
    // An edit replaces one syntax tree of the compilation. The names in the other trees stay valid.
    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<string>> Declared = new();

    private readonly object _lock = new();
    private IdentifierScanner? _names;

    /// <summary>Returns the tokens in a source file that can be the name of such a method in a call.</summary>
    internal IEnumerable<SyntaxToken> CallsIn(SyntaxTree tree, CancellationToken cancellation) =>
        Names(cancellation).In(tree, cancellation).Where(static token => token.Parent is SimpleNameSyntax name && NamedOperation.Outermost(name).Parent is InvocationExpressionSyntax);

    private IdentifierScanner Names(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _names ??= new IdentifierScanner(new HashSet<string>(compilation.SyntaxTrees.SelectMany(tree => DeclaredIn(tree, cancellation)), StringComparer.Ordinal));
        }
    }

    /// <summary>Returns the names of such methods in one source file. Each file is scanned once until it is edited.</summary>
    private static IReadOnlyList<string> DeclaredIn(SyntaxTree tree, CancellationToken cancellation) =>
        Declared.TryGetValue(tree, out var known) ? known : Declared.GetValue(tree, value => [.. Find(value, cancellation)]);

    private static IEnumerable<string> Find(SyntaxTree tree, CancellationToken cancellation)
    {
        foreach (var token in SaveCode.NamesIn(tree, cancellation))
        {
            if (token is { ValueText: "Move" or "MoveTo" or "Replace", Parent: SimpleNameSyntax name }
                && NamedOperation.Outermost(name) is { Parent: InvocationExpressionSyntax call } whole
                && (name.Identifier.ValueText == "MoveTo" || SaveCode.IsFile(whole))
                && SaveCode.MemberOf(name) is MethodDeclarationSyntax { Identifier.ValueText: var method, ParameterList.Parameters: var parameters }
                && call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var path } && parameters.Any(parameter => parameter.Identifier.ValueText == path)))
            {
                yield return method;
            }
        }
    }
}
