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
/// <para>The analysis is sound. "At most N" means that no run reads more through the object that the method received. If the
/// analysis cannot follow the code, the answer is "unknown". The analysis makes three assumptions. First, two parameters or members hold
/// different files. (Only <see cref="MethodBounds"/> adds the reads of other names that may be the same file.) Second, code that receives
/// neither the file nor an object that holds it does not touch the file. Third, the file can seek, because a stream that cannot seek has no
/// pages in the page cache.</para>
/// <para>One instance serves a compilation (<see cref="Of"/>). All members are thread-safe. An answer depends on the
/// query alone, and not on earlier or concurrent queries: queries share only facts about the compilation, and each has its own
/// budget (<see cref="QueryBudget"/>).</para>
/// </remarks>
internal sealed class ByteBoundAnalysis
{
    // The keys are weak, so the garbage collector can collect a compilation and its analysis, although the analysis refers to the compilation.
    private static readonly ConditionalWeakTable<Compilation, ByteBoundAnalysis> Instances = new();

    private readonly ConcurrentDictionary<QueryKey, MethodBounds?> _answers = new();
    private readonly ConcurrentDictionary<QueryKey, object> _gates = new();
    private readonly CompilationFacts _facts;
    private readonly int _steps;
    private int _queries;

    /// <param name="compilation">The compilation that contains the methods.</param>
    /// <param name="steps">The budget of each query, in steps.</param>
    internal ByteBoundAnalysis(Compilation compilation, int steps = QueryBudget.DefaultSteps)
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
    /// <exception cref="OperationCanceledException">The caller cancelled the query. The analysis keeps no part of the answer.</exception>
    internal MethodBounds? Analyze(IMethodSymbol method, ISymbol? path, CancellationToken cancellation)
    {
        var key = new QueryKey(method, path);
        if (_answers.TryGetValue(key, out var known))
        {
            return known;
        }

        // Several rules can run the same query at the same time. The first thread runs it, and the others wait. No thread waits while it
        // runs a query, so there is no deadlock.
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

    /// <summary>The number of queries that ran, because their answer was not kept from an earlier query.</summary>
    internal int Queries => _queries;

    /// <summary>
    /// Returns the bounds of a policy's file in the method's code (<see cref="WrappedBody"/>). Null if the code is not in the compilation, or
    /// if the file is a path that is not a string parameter of the code.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled the query. The analysis keeps no part of the answer.</exception>
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
