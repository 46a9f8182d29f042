using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>
/// Decides whether a method uses its stream only to read, write, seek, flush or get facts such as the length, and does not close it. Then a
/// wrapper can replace the stream without a visible difference. The wrapper is the drop-behind stream that generated code passes to the
/// method. It drops the pages behind its position in windows, so windows need this proof.
/// </summary>
/// <remarks>
/// <para>The analysis follows each value that may hold the stream to its uses, and ignores the order of the statements. It follows the stream
/// through locals, readers and compressors over it, and methods of the same compilation. Any use that is not surely harmless is an
/// obstacle.</para>
/// <para>One instance serves a compilation, and keeps the result for each parameter. Thread-safe. Recursion cannot make the result wrong, because there are
/// no summaries of callees: the proof holds if no body that the stream can reach has an obstacle.</para>
/// </remarks>
internal sealed class StreamEscapeAnalysis
{
    /// <summary>The maximum number of bodies through which the analysis follows a stream.</summary>
    private const int MaxBodies = 64;

    private const string NotVisible = "its code is not visible";

    // The keys are weak, so the garbage collector can collect a compilation and its analysis, although the analysis refers to the compilation.
    private static readonly ConditionalWeakTable<Compilation, StreamEscapeAnalysis> Instances = new();

    private readonly ConcurrentDictionary<IParameterSymbol, BodyEscapes> _escapes = new(SymbolEqualityComparer.Default);
    private readonly SemanticModels _models;

    private StreamEscapeAnalysis(Compilation compilation) => _models = SemanticModels.Of(compilation);

    internal static StreamEscapeAnalysis Of(Compilation compilation) =>
        Instances.GetValue(compilation, static compilation => new StreamEscapeAnalysis(compilation));

    /// <summary>Gets the obstacles to a wrapper, nearest first. Empty if the proof holds.</summary>
    /// <param name="body">The method with the code. For a partial method with a policy, the <c>…Core</c> method.</param>
    /// <param name="ordinal">The parameter with the stream.</param>
    /// <param name="cancellation">Cancels the analysis.</param>
    internal IEnumerable<WindowObstacle> ObstaclesOf(IMethodSymbol body, int ordinal, CancellationToken cancellation)
    {
        if (Overrides.CanBeOverridden(body))
        {
            yield return new WindowObstacle(null, "it can be overridden, and the code that runs is unknown", IsProven: false);
            yield break;
        }

        var seen = new HashSet<IParameterSymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<ForwardedStream>();
        open.Enqueue(new ForwardedStream(Definition(body).Parameters[ordinal], IsCertain: true));
        while (open.Count > 0)
        {
            var (parameter, isCertain) = open.Dequeue();
            if (!seen.Add(parameter))
            {
                continue;
            }

            if (seen.Count > MaxBodies)
            {
                yield return new WindowObstacle(null, "it passes the stream on through too many methods", IsProven: false);
                yield break;
            }

            var escapes = _escapes.TryGetValue(parameter, out var known) ? known : _escapes.GetOrAdd(parameter, EscapesOf(parameter, cancellation));
            foreach (var obstacle in escapes.Obstacles)
            {
                yield return isCertain ? obstacle : obstacle with { IsProven = false };
            }

            foreach (var next in escapes.Forwarded)
            {
                open.Enqueue(next with { IsCertain = next.IsCertain && isCertain });
            }
        }
    }

    /// <summary>Gets the part of a method that has the code, without the type arguments of a call.</summary>
    internal static IMethodSymbol Definition(IMethodSymbol method)
    {
        var definition = method.OriginalDefinition;
        return definition.PartialImplementationPart ?? definition;
    }

    private BodyEscapes EscapesOf(IParameterSymbol parameter, CancellationToken cancellation)
    {
        // The body of a primary constructor is the whole type, which can keep the parameter. Its syntax does not declare a
        // body.
        if (parameter.ContainingSymbol is IMethodSymbol { DeclaringSyntaxReferences: [var reference] } method
            && reference.GetSyntax(cancellation) is var syntax
            && _models.Of(syntax.SyntaxTree) is { } model
            && Named(parameter, method, model.GetDeclaredSymbol(syntax, cancellation)) is { } named
            && model.GetOperation(syntax, cancellation) is IMethodBodyOperation { BlockBody: not null } or IMethodBodyOperation { ExpressionBody: not null } or IConstructorBodyOperation
            && model.GetOperation(syntax, cancellation) is { } body)
        {
            return new StreamEscapeWalker(body, cancellation).Follow(named);
        }

        return new BodyEscapes([new WindowObstacle(null, NotVisible, IsProven: false)], []);
    }

    /// <summary>
    /// Gets the parameter symbol to which the code refers; null if the syntax declares another symbol. For a member of an extension block, the
    /// compiler creates a static method, whose parameters are other symbols, with the receiver first.
    /// </summary>
    private static IParameterSymbol? Named(IParameterSymbol parameter, IMethodSymbol method, ISymbol? declared) =>
        SymbolEqualityComparer.Default.Equals(declared, method) ? parameter
        : declared is IMethodSymbol { AssociatedExtensionImplementation: { } implementation } member
            && SymbolEqualityComparer.Default.Equals(implementation.OriginalDefinition, method)
            ? FileCandidates.ParametersOf(member)[parameter.Ordinal]
            : null;
}
