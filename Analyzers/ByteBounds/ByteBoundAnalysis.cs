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
/// <para>Sound: where it says "at most N", no run reads more through the object that the method was given. Where it
/// cannot follow the code, it says "unknown". It takes for granted that two names of different files are handed in as
/// different files only where a bound adds both up (<see cref="MethodBounds"/>), and that code which is handed neither
/// the file nor its holder does not touch it, and that the file can seek: what cannot has no pages in the cache.</para>
/// <para>One instance serves a compilation (<see cref="Of"/>); all members are safe for all threads. An answer depends
/// on the question alone, never on what was asked before or at the same time: questions share only what is a fact of
/// the compilation, and each has a budget of its own (<see cref="QueryBudget"/>).</para>
/// </remarks>
internal sealed class ByteBoundAnalysis
{
    // Weak in its keys: a compilation that the host lets go takes its analysis along, though that refers back to it.
    private static readonly ConditionalWeakTable<Compilation, ByteBoundAnalysis> Instances = new();

    private readonly ConcurrentDictionary<QueryKey, MethodBounds?> _answers = new();
    private readonly CompilationFacts _facts;
    private readonly int _steps;

    /// <param name="compilation">The compilation whose methods are asked about.</param>
    /// <param name="steps">What each question may cost.</param>
    internal ByteBoundAnalysis(Compilation compilation, int steps = QueryBudget.Steps)
    {
        _facts = CompilationFacts.Of(compilation);
        _steps = steps;
    }

    /// <summary>The compilation's analysis, which all rules share: several of them ask the same questions.</summary>
    internal static ByteBoundAnalysis Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new ByteBoundAnalysis(compilation));

    /// <summary>
    /// What the method does to its files; null where it has no body that can be seen. Where the method has its file by
    /// its path, <paramref name="path"/> is the parameter that is the path.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller does not need the answer any more; nothing of it is kept.</exception>
    internal MethodBounds? Analyze(IMethodSymbol method, ISymbol? path, CancellationToken cancellation)
    {
        var key = new QueryKey(method, path);
        if (_answers.TryGetValue(key, out var known))
        {
            return known;
        }

        var question = new Query(_facts, new QueryBudget(_steps, cancellation));
        var answer = question.Ask(method, path);

        // How much stack there is depends on the caller's thread: what it cut short is that caller's answer only.
        return question.RanOutOfStack ? answer : _answers.GetOrAdd(key, answer);
    }

    /// <summary>What a method with a policy, in the body that its wrapper calls, does to the policy's file.</summary>
    /// <exception cref="OperationCanceledException">The caller does not need the answer any more; nothing of it is kept.</exception>
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
