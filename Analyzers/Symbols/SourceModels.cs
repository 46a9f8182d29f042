using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>
/// The semantic models of a compilation's trees. An analyzer is handed the model of the tree at hand only; a callee can
/// stand in any other, and making a model for each question would bind its declarations again and again.
/// </summary>
internal sealed class SourceModels(Compilation compilation)
{
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    internal Compilation Compilation => compilation;

    /// <summary>The tree's model, or null where the tree is another compilation's.</summary>
    internal SemanticModel? Of(SyntaxTree tree) =>
        _models.TryGetValue(tree, out var model) ? model
        : !compilation.ContainsSyntaxTree(tree) ? null
#pragma warning disable RS1030 // A callee's tree has no model in the analysis context; the models are kept, which is what the rule is about.
        : _models.GetOrAdd(tree, compilation.GetSemanticModel(tree));
#pragma warning restore RS1030
}
