using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>
/// Computes, for each file that a method can touch, how many bytes the method can read and write, and why.
/// </summary>
/// <remarks>
/// <para>The analysis is sound. "At most N" means that no run reads more through the object that the method received. If it
/// cannot follow the code, the answer is "unknown". It makes three assumptions. Two parameters or members hold different
/// files, unless a bound adds both (<see cref="MethodBounds"/>). Code that receives neither the file nor its holder does not
/// touch the file. The file can seek, because a file that cannot has no pages in the cache.</para>
/// <para>One instance serves a compilation (<see cref="Of"/>). All members are thread-safe. An answer depends on the
/// query alone, and not on earlier or concurrent queries: queries share only facts about the compilation, and each has its own
/// budget (<see cref="QueryBudget"/>).</para>
/// </remarks>
internal sealed class ByteBoundAnalysis
{
    // The keys are weak, so the analysis is collected with its compilation although it refers to it.
    private static readonly ConditionalWeakTable<Compilation, ByteBoundAnalysis> Instances = new();

    private readonly ConcurrentDictionary<QueryKey, MethodBounds?> _answers = new();
    private readonly ConcurrentDictionary<QueryKey, object> _gates = new();
    private readonly CompilationFacts _facts;
    private readonly int _steps;
    private int _queries;

    /// <param name="compilation">The compilation that contains the methods.</param>
    /// <param name="steps">The budget of each query, in steps.</param>
    internal ByteBoundAnalysis(Compilation compilation, int steps = QueryBudget.Steps)
    {
        _facts = CompilationFacts.Of(compilation);
        _steps = steps;
    }

    /// <summary>Returns the compilation's analysis. All rules share it, because several of them have the same queries.</summary>
    internal static ByteBoundAnalysis Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new ByteBoundAnalysis(compilation));

    /// <summary>
    /// Returns the bounds of a method; null if its body is not in the compilation. If the method receives the path of its file,
    /// <paramref name="path"/> is that parameter.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller no longer needs the answer. Nothing of it is kept.</exception>
    internal MethodBounds? Analyze(IMethodSymbol method, ISymbol? path, CancellationToken cancellation)
    {
        var key = new QueryKey(method, path);
        if (_answers.TryGetValue(key, out var known))
        {
            return known;
        }

        // Several rules can run the same query at the same time. The first thread runs it, and a query never waits for another query.
        lock (_gates.GetOrAdd(key, static _ => new object()))
        {
            if (_answers.TryGetValue(key, out known))
            {
                return known;
            }

            Interlocked.Increment(ref _queries);
            var query = new Query(_facts, new QueryBudget(_steps, cancellation));
            var answer = query.Answer(method, path);

            // The available stack depends on the caller's thread, so an answer that the stack cut short is not kept.
            return query.RanOutOfStack ? answer : _answers.GetOrAdd(key, answer);
        }
    }

    /// <summary>The number of queries that were not answered from memory.</summary>
    internal int Queries => _queries;

    /// <summary>Returns the bounds of the policy's file in the body that the wrapper calls.</summary>
    /// <exception cref="OperationCanceledException">The caller no longer needs the answer. Nothing of it is kept.</exception>
    internal FileBounds? Analyze(IMethodSymbol method, FileCandidate candidate, CancellationToken cancellation)
    {
        var body = WrappedBody.Of(method);
        var path = candidate is { Kind: FileKind.Path, Place: FilePlace.Parameter } ? body.Parameters.FirstOrDefault(parameter => parameter.Name == candidate.Name) : null;
        return candidate.Conversion != PathConversion.None || (candidate.Kind == FileKind.Path && path is null) ? null : Analyze(body, path, cancellation)?.Of(candidate);
    }

    private readonly record struct QueryKey(IMethodSymbol Method, ISymbol? Path)
    {
        public bool Equals(QueryKey other) =>
            SymbolEqualityComparer.Default.Equals(Method, other.Method) && SymbolEqualityComparer.Default.Equals(Path, other.Path);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Method);
    }
}
