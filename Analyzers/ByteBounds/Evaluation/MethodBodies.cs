using System.Collections.Concurrent;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Facts about a compilation that all queries share.</summary>
internal sealed record CompilationFacts(MethodBodies Bodies, MemberValues Members, OwnReaders OwnReaders, DotNetMembers DotNet)
{
    internal RecursiveWebs Webs { get; } = new();

    internal static CompilationFacts Of(Compilation compilation)
    {
        var models = SemanticModels.Of(compilation);
        return new CompilationFacts(new MethodBodies(models), new MemberValues(models), new OwnReaders(models), new DotNetMembers());
    }
}

/// <summary>A method's code, as an operation tree and as a control-flow graph.</summary>
internal sealed record MethodBody(IMethodSymbol Method, IOperation Operation, ControlFlowGraph Graph)
{
    private VariableUsage? _variables;

    internal VariableUsage Variables => _variables ??= new VariableUsage(Method, Operation);

    internal BlockOrders BlockOrders { get; } = new();
}

/// <summary>The code of a compilation's methods. Thread-safe.</summary>
/// <remarks>A graph is expensive to build, and each set of arguments interprets its callee again, so this class keeps the graphs.</remarks>
internal sealed class MethodBodies(SemanticModels models)
{
    private readonly ConcurrentDictionary<IMethodSymbol, MethodBody?> _bodies = new(SymbolEqualityComparer.Default);

    /// <summary>The number of methods whose code a query has requested.</summary>
    internal int Count => _bodies.Count;

    /// <summary>
    /// Returns the method's body. Null for a method that is abstract, extern, in another compilation or too long, and for an iterator, which runs
    /// later.
    /// </summary>
    internal MethodBody? Of(IMethodSymbol method, CancellationToken cancellation) =>
        _bodies.TryGetValue(method, out var known) ? known : _bodies.GetOrAdd(method, Build(method, method.PartialImplementationPart ?? method, cancellation));

    /// <summary>Whether the method may have a body. Uses the syntax only, so the compiler binds nothing.</summary>
    internal static bool HasCode(IMethodSymbol method, CancellationToken cancellation) => CodeOf(method.PartialImplementationPart ?? method, cancellation) is not null;

    private static SyntaxNode? CodeOf(IMethodSymbol method, CancellationToken cancellation) =>
        method is { DeclaringSyntaxReferences: [var reference], IsExtern: false, IsAbstract: false }
        && reference.GetSyntax(cancellation) is var code
        && code is not BaseMethodDeclarationSyntax { Body: null, ExpressionBody: null }
        && !IteratorSyntax.IsIterator(code)
            ? code
            : null;

    private MethodBody? Build(IMethodSymbol declaration, IMethodSymbol implementation, CancellationToken cancellation)
    {
        if (CodeOf(implementation, cancellation) is not { } syntax)
        {
            return null;
        }

        var body = models.OperationOf(syntax, cancellation);
        var graph = body switch
        {
            IMethodBodyOperation { BlockBody: null, ExpressionBody: null } => null,
            IMethodBodyOperation code => ControlFlowGraph.Create(code, cancellation),
            IConstructorBodyOperation code => ControlFlowGraph.Create(code, cancellation),
            // A property with an expression body.
            IBlockOperation { Parent: null } code => ControlFlowGraph.Create(code, cancellation),
            _ => null,
        };
        return graph is null ? null : new MethodBody(declaration, body!, graph);
    }
}
