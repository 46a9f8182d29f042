using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>
/// The typestate of the files of each method: opened, written, flushed, synced, closed, renamed. The rules share one walk over each method.
/// </summary>
/// <remarks>One instance serves a compilation (<see cref="Of"/>). Thread-safe.</remarks>
internal sealed class SaveAnalysis
{
    // The keys are weak, so the host can release a compilation, although its instance refers back to it.
    private static readonly ConditionalWeakTable<Compilation, SaveAnalysis> Instances = new();

    private readonly ConcurrentDictionary<SyntaxTree, ImmutableArray<SavedFiles>> _methods = [];
    private readonly SaveBodies _bodies;

    private readonly PublishingMethods _publishers;

    private SaveAnalysis(Compilation compilation)
    {
        _bodies = new SaveBodies(compilation);
        _publishers = new PublishingMethods(compilation);
    }

    internal static SaveAnalysis Of(Compilation compilation) => Instances.GetValue(compilation, static compilation => new SaveAnalysis(compilation));

    /// <summary>Returns the files and events of each method of a source file that can have a finding.</summary>
    internal ImmutableArray<SavedFiles> In(SemanticModel model, CancellationToken cancellation) =>
        _methods.TryGetValue(model.SyntaxTree, out var known) ? known : _methods.GetOrAdd(model.SyntaxTree, Find(model, cancellation));

    private ImmutableArray<SavedFiles> Find(SemanticModel model, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<SavedFiles>();
        foreach (var member in SaveCode.In(model.SyntaxTree, _publishers, cancellation))
        {
            if (SemanticModels.CanAnalyze(member) && model.GetOperation(member, cancellation) is { } body)
            {
                found.Add(SaveWalker.Run(body, model.GetDeclaredSymbol(member, cancellation), _bodies, cancellation));
            }
        }

        return found.ToImmutable();
    }
}
