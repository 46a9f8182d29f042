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

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private SemanticModels(Compilation compilation) => Compilation = compilation;

    internal Compilation Compilation { get; }

    internal static SemanticModels Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new SemanticModels(compilation));

    /// <summary>The tree's model, or null where the tree is another compilation's.</summary>
    internal SemanticModel? Of(SyntaxTree tree) =>
        _models.TryGetValue(tree, out var model) ? model
        : !Compilation.ContainsSyntaxTree(tree) ? null
#pragma warning disable RS1030 // A callee's tree has no model in the analysis context; the models are kept, which is what the rule is about.
        : _models.GetOrAdd(tree, Compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
}
