using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>
/// The semantic models of a compilation's trees. An analyzer gets the model of its tree only, and a callee can be in any other
/// tree. A new model for each query would bind the declarations again.
/// </summary>
/// <remarks>One instance serves all analyses of a compilation (<see cref="Of(Compilation)"/>). Thread-safe.</remarks>
internal sealed class SemanticModels
{
    // The keys are weak, so the models are collected with their compilation although they refer to it.
    private static readonly ConditionalWeakTable<Compilation, SemanticModels> Instances = new();

    /// <summary>
    /// The maximum length of analyzed code, in characters. In practice, only generated code is longer, and binding it a second time would
    /// double the cost of its compilation.
    /// </summary>
    private const int LongestCode = 40_000;

    /// <summary>The maximum depth of blocks in analyzed code. The compiler's work on nested loops grows with the square of the depth.</summary>
    private const int DeepestBlock = 64;

    // All rules check the same bodies, so each depth is counted once.
    private static readonly ConditionalWeakTable<SyntaxNode, StrongBox<bool>> Deep = new();

    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();

    private SemanticModels(Compilation compilation) => Compilation = compilation;

    internal Compilation Compilation { get; }

    internal static SemanticModels Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new SemanticModels(compilation));

    /// <summary>Whether the code is short and flat enough to be analyzed.</summary>
    internal static bool CanAnalyze(SyntaxNode code) => code.Span.Length <= LongestCode && !IsDeep(code);

    /// <summary>Gets the operation of a piece of code; null if the code is too long or nested too deeply, or belongs to another compilation.</summary>
    internal IOperation? OperationOf(SyntaxNode code, CancellationToken cancellation) =>
        CanAnalyze(code) ? Of(code.SyntaxTree)?.GetOperation(code, cancellation) : null;

    /// <summary>Gets the model of a tree; null if it belongs to another compilation.</summary>
    internal SemanticModel? Of(SyntaxTree tree) =>
        _models.TryGetValue(tree, out var model) ? model
        : !Compilation.ContainsSyntaxTree(tree) ? null
#pragma warning disable RS1030 // A callee's tree has no model in the analysis context; the models are kept, which is what the rule is about.
        : _models.GetOrAdd(tree, Compilation.GetSemanticModel(tree));
#pragma warning restore RS1030

    /// <summary>
    /// Whether the blocks are nested too deeply, by the braces in the text. Braces in strings are balanced in nearly all code, and a wrong
    /// count only skips one analysis.
    /// </summary>
    private static bool IsDeep(SyntaxNode code)
    {
        const int LongestFlatCode = 4 * DeepestBlock;
        return code.Span.Length >= LongestFlatCode && Deep.GetValue(code, static code => new StrongBox<bool>(CountDepth(code.SyntaxTree.GetText(), code.Span) > DeepestBlock)).Value;
    }

    private static int CountDepth(SourceText text, TextSpan span)
    {
        var buffer = new char[Math.Min(span.Length, 4_096)];
        var (depth, deepest) = (0, 0);
        for (var start = span.Start; start < span.End; start += buffer.Length)
        {
            var length = Math.Min(buffer.Length, span.End - start);
            text.CopyTo(start, buffer, 0, length);
            foreach (var letter in buffer.AsSpan(0, length))
            {
                depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
                deepest = Math.Max(deepest, depth);
            }
        }

        return deepest;
    }
}
