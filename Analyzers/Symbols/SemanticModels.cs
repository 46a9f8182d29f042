using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>
/// The semantic models of a compilation's trees. An analyzer is handed the model of the tree at hand only; a callee can
/// stand in any other, and making a model for each question would bind its declarations again and again.
/// </summary>
/// <remarks>One instance serves all analyses of a compilation (<see cref="Of(Compilation)"/>). Safe for all threads.</remarks>
internal sealed class SemanticModels
{
    // Weak in its keys: a compilation that the host lets go takes its models along, though they refer back to it.
    private static readonly ConditionalWeakTable<Compilation, SemanticModels> Instances = new();

    /// <summary>
    /// A longer piece of code, in characters, is not bound for an analysis. Only generated code is as long, and binding it a
    /// second time would double the cost of its compilation.
    /// </summary>
    private const int LongestCode = 100_000;

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private SemanticModels(Compilation compilation) => Compilation = compilation;

    internal Compilation Compilation { get; }

    internal static SemanticModels Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new SemanticModels(compilation));

    /// <summary>Whether the code is short enough to be analyzed.</summary>
    internal static bool CanAnalyze(SyntaxNode code) => code.Span.Length <= LongestCode;

    /// <summary>The operation of a piece of code; null if it is too long, or is another compilation's.</summary>
    internal IOperation? OperationOf(SyntaxNode code, CancellationToken cancellation) =>
        CanAnalyze(code) ? Of(code.SyntaxTree)?.GetOperation(code, cancellation) : null;

    /// <summary>The tree's model, or null where the tree is another compilation's.</summary>
    internal SemanticModel? Of(SyntaxTree tree) =>
        _models.TryGetValue(tree, out var model) ? model
        : !Compilation.ContainsSyntaxTree(tree) ? null
#pragma warning disable RS1030 // A callee's tree has no model in the analysis context; the models are kept, which is what the rule is about.
        : _models.GetOrAdd(tree, Compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
}
