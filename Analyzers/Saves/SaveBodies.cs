using System.Collections.Concurrent;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The code of the callees in source. Thread-safe.</summary>
internal sealed class SaveBodies(Compilation compilation)
{
    /// <summary>Parts of the names of the members that open, write, flush or publish a file.</summary>
    private static readonly string[] Words = ["File", "Stream", "Writer", "Flush", "Save", "Write"];

    /// <summary>The maximum length of a callee that is analyzed as a part of its caller, in characters.</summary>
    private const int LongestCallee = 8_000;

    private readonly ConcurrentDictionary<IMethodSymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly SemanticModels _models = SemanticModels.Of(compilation);

    /// <summary>Returns the code of a method that can have an effect on files. Null if the code is not visible, is too long, or has none of the words.</summary>
    internal IOperation? Of(IMethodSymbol method, CancellationToken cancellation) =>
        _bodies.TryGetValue(method, out var known) ? known : _bodies.GetOrAdd(method, Find(method.PartialImplementationPart ?? method, cancellation));

    private IOperation? Find(IMethodSymbol method, CancellationToken cancellation) =>
        method is { IsAbstract: false, IsExtern: false, DeclaringSyntaxReferences: [var reference] }
        && reference.GetSyntax(cancellation) is BaseMethodDeclarationSyntax { Span.Length: <= LongestCallee } syntax
        && (syntax.Body is not null || syntax.ExpressionBody is not null)
        && MentionsFiles(syntax)
            ? _models.OperationOf(syntax, cancellation) as IMethodBodyOperation
            : null;

    private static bool MentionsFiles(SyntaxNode code)
    {
        var text = code.ToString();
        return Array.Exists(Words, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
    }
}
