using System.Collections.Concurrent;
using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.ByteBounds.Platform;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>
/// Computes, for each file that a method can touch, how many bytes the method can read and write, and why.
/// </summary>
/// <remarks>
/// <para>Sound: where it says "at most N", no run reads more through the object that the method was given. Where it
/// cannot follow the code, it says "unknown". It takes for granted that two names of different files are handed in as
/// different files only where a bound adds both up (<see cref="MethodBounds"/>), and that code which is handed neither
/// the file nor its holder does not touch it.</para>
/// <para>One instance serves a compilation; all members are safe for all threads. A summary depends on the callee and
/// its abstract arguments alone, never on who asked first.</para>
/// </remarks>
internal sealed class ByteBoundAnalysis
{
    private readonly ConcurrentDictionary<SummaryKey, MethodSummary?> _summaries = new();
    private readonly CancellationToken _cancellation;
    private readonly SourceModels _models;
    private readonly MemberValues _members;
    private readonly PlatformMembers _platform;

    internal ByteBoundAnalysis(Compilation compilation, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _models = new SourceModels(compilation);
        _members = new MemberValues(_models, cancellation);
        _platform = new PlatformMembers();
    }

    /// <summary>
    /// What the method does to its files; null where it has no body that can be seen. Where the method has its file by
    /// its path, <paramref name="path"/> is the parameter that is the path.
    /// </summary>
    internal MethodBounds? Analyze(IMethodSymbol method, ISymbol? path = null)
    {
        if (BodyOf(method) is not { } body)
        {
            return null;
        }

        var parameters = MethodParameters.Of(method).ToImmutableDictionary<IParameterSymbol, ISymbol, AbstractValue>(
            static parameter => parameter,
            parameter => SymbolEqualityComparer.Default.Equals(parameter, path) || Types.IsFileLike(parameter.Type)
                ? new FileValue(FileSource.Parameter(parameter))
                : AnyOf(parameter.Type, Origin.Elsewhere),
            SymbolEqualityComparer.Default);
        var summary = Interpret(method, body, parameters, []);
        return new MethodBounds(method, summary);
    }

    /// <summary>What a method with a policy, in the body that its carrier calls, does to the policy's file.</summary>
    internal FileBounds? Analyze(IMethodSymbol method, FileCandidate candidate)
    {
        var body = CarriedBody.Of(method);
        var path = candidate is { Kind: FileKind.Path, Place: FilePlace.Parameter } ? body.Parameters.FirstOrDefault(parameter => parameter.Name == candidate.Name) : null;
        return candidate.Kind == FileKind.Path && path is null ? null : Analyze(body, path)?.Of(candidate);
    }

    internal MethodSummary? Summarize(
        IMethodSymbol method, ImmutableArray<AbstractValue?> arguments, bool onThis, ImmutableHashSet<IMethodSymbol> callers)
    {
        var target = CarriedBody.Of(method);
        if (callers.Contains(target))
        {
            return null;
        }

        var given = MethodParameters.Of(target);
        var key = new SummaryKey(target, onThis, new EquatableArray<AbstractValue>([.. given.Select((parameter, ordinal) => Argument(parameter, arguments[ordinal]))]));
        if (_summaries.TryGetValue(key, out var known))
        {
            return known;
        }

        if (BodyOf(target) is not { } body)
        {
            return _summaries.GetOrAdd(key, (MethodSummary?)null);
        }

        var parameters = given.ToImmutableDictionary<IParameterSymbol, ISymbol, AbstractValue>(
            static parameter => parameter, parameter => key.Arguments[given.IndexOf(parameter)], SymbolEqualityComparer.Default);
        var summary = Interpret(target, body, parameters, callers);
        return _summaries.GetOrAdd(key, summary);
    }

    private MethodSummary? Interpret(
        IMethodSymbol method, IOperation body, ImmutableDictionary<ISymbol, AbstractValue> parameters, ImmutableHashSet<IMethodSymbol> callers)
    {
        var scope = new MethodScope(method, body, parameters, _members);
        var evaluator = new OperationEvaluator(scope, _platform, new Callees(this, callers.WithComparer(SymbolEqualityComparer.Default).Add(method)));
        if (GraphOf(body) is not { } graph)
        {
            return null;
        }

        var entry = AbstractState.Empty;
        foreach (var parameter in parameters)
        {
            entry = scope.IsUntracked(parameter.Key) ? entry : entry.With(parameter.Key, parameter.Value);
        }

        var interpreter = new FlowInterpreter(graph, evaluator, new FlowBudget(_cancellation));
        try
        {
            interpreter.Run(entry);
        }
        catch (InsufficientExecutionStackException)
        {
            return null;
        }

        var peak = interpreter.Peak ?? entry;
        return !interpreter.Followed ? null : new MethodSummary(
            method,
            peak.Files,
            evaluator.Returned,
            peak.Variables.Where(pair => pair.Key is IFieldSymbol)
                .ToImmutableDictionary<KeyValuePair<ISymbol, AbstractValue>, IFieldSymbol, AbstractValue>(
                    static pair => (IFieldSymbol)pair.Key, static pair => pair.Value, SymbolEqualityComparer.Default));
    }

    /// <summary>The method's body, or null: abstract, extern, of another compilation, or one that runs later (an iterator).</summary>
    private IOperation? BodyOf(IMethodSymbol method)
    {
        method = method.PartialImplementationPart ?? method;
        if (method.DeclaringSyntaxReferences is not [var reference] || method.IsExtern || method.IsAbstract)
        {
            return null;
        }

        var syntax = reference.GetSyntax(_cancellation);
        var body = _models.Of(syntax.SyntaxTree)?.GetOperation(syntax, _cancellation);
        return body is (IMethodBodyOperation { BlockBody: not null } or IMethodBodyOperation { ExpressionBody: not null } or IConstructorBodyOperation)
            && !body.Descendants().Any(operation => operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)
            ? body
            : null;
    }

    private ControlFlowGraph? GraphOf(IOperation body) => body switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method, _cancellation),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor, _cancellation),
        _ => null,
    };

    private static AbstractValue Argument(IParameterSymbol parameter, AbstractValue? argument) => argument switch
    {
        null => AnyOf(parameter.Type, Origin.Elsewhere),
        FileValue file => new FileValue(new EquatableArray<FileHandle>([new FileHandle(FileSource.Parameter(parameter), WorstLayer(file))])),
        OpaqueValue opaque => AnyOf(parameter.Type, opaque.Origin),
        _ => argument,
    };

    private static Layer WorstLayer(FileValue file) => file.Handles.Items.Select(handle => handle.Layer).Aggregate(
        static (left, right) => new Layer(left.IsOpaque || right.IsOpaque, Math.Max(left.ReadAhead, right.ReadAhead), left.HasKnownEncoding && right.HasKnownEncoding));

    private static AbstractValue AnyOf(ITypeSymbol type, Origin origin) =>
        Types.IsBuffer(type) ? new BufferValue(Interval.Length, origin)
        : Interval.Describes(type) ? new NumberValue(Interval.RangeOf(type), origin)
        : new OpaqueValue(origin);

    private readonly record struct SummaryKey(IMethodSymbol Method, bool OnThis, EquatableArray<AbstractValue> Arguments)
    {
        public bool Equals(SummaryKey other) =>
            SymbolEqualityComparer.Default.Equals(Method, other.Method) && OnThis == other.OnThis && Arguments.Equals(other.Arguments);

        public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Method);
    }

    /// <summary>The callees of one method: it holds the chain of callers, which recursion is seen by.</summary>
    private sealed class Callees(ByteBoundAnalysis analysis, ImmutableHashSet<IMethodSymbol> chain) : ICallees
    {
        /// <summary>A callee that is asked for with more different arguments than this is asked for with any.</summary>
        private const int Contexts = 16;
        private const int Depth = 16;

        private readonly Dictionary<IMethodSymbol, HashSet<string>> _asked = new(SymbolEqualityComparer.Default);

        public MethodSummary? Summarize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments, bool onThis, bool isVirtualCall)
        {
            method = method.OriginalDefinition;
            if (chain.Count >= Depth || (isVirtualCall && CanBeOverridden(method)) || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension))
            {
                return null;
            }

            return analysis.Summarize(method, Generalize(method, arguments), onThis, chain);
        }

        private ImmutableArray<AbstractValue?> Generalize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments)
        {
            if (!_asked.TryGetValue(method, out var asked))
            {
                _asked.Add(method, asked = new HashSet<string>(StringComparer.Ordinal));
            }

            var context = string.Join("|", arguments.Select(static argument => argument switch
            {
                NumberValue number => $"{number.Range.Low}..{number.Range.High}",
                BufferValue buffer => $"[{buffer.Length.Low}..{buffer.Length.High}]",
                _ => "",
            }));
            return asked.Contains(context) || (asked.Count < Contexts && asked.Add(context))
                ? arguments
                : [.. MethodParameters.Of(method).Select((parameter, ordinal) => arguments[ordinal] is FileValue file ? file : AnyOf(parameter.Type, Origin.Elsewhere))];
        }

        private static bool CanBeOverridden(IMethodSymbol method) =>
            (method.IsVirtual || method.IsAbstract || (method.IsOverride && !method.IsSealed)) && !method.ContainingType.IsSealed && !method.ContainingType.IsValueType;
    }
}
