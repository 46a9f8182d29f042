using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.ByteBounds.Evaluation;
using IoPolicy.Analyzers.ByteBounds.Flow;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds;

/// <summary>One query of the analysis: the bounds of a method and its callees.</summary>
/// <remarks>
/// The summaries of callees are kept for this query only. A summary depends on more than the callee and its arguments: for recursive
/// code or a long chain of calls, it also depends on the callers. One thread answers a query, in one order, so its answer is always the same.
/// If queries shared summaries, an answer would depend on the order of the queries.
/// </remarks>
internal sealed class Query(CompilationFacts facts, QueryBudget budget)
{
    /// <summary>
    /// The maximum number of calls that a query abandons, because they are recursive or nested too deeply. Handwritten recursive code has
    /// only a few. If many methods call each other recursively, the query would interpret each of them again for each path of calls to it.
    /// </summary>
    private const int MaxAbandonedCalls = 16;

    /// <summary>The depth of nested calls up to which a recursion that counts down is followed.</summary>
    private const int MaxRunningCalls = 16;

    private readonly Dictionary<SummaryKey, MethodSummary?> _summaries = [];
    private readonly HashSet<SummaryKey> _running = [];
    private int _abandonedCalls;

    /// <summary>Whether code was abandoned because its expressions are nested deeper than the thread's stack allows.</summary>
    internal bool RanOutOfStack { get; private set; }

    /// <summary>Returns the bounds of a method: null if its body is not in the compilation, and unknown bounds if the query costs too much.</summary>
    internal MethodBounds? Answer(IMethodSymbol method, ISymbol? path)
    {
        if (facts.Webs.Contains(method, budget.Cancellation))
        {
            return MethodBodies.HasCode(method, budget.Cancellation) ? new MethodBounds(method, summary: null) : null;
        }

        if (facts.Bodies.Of(method, budget.Cancellation) is not { } body)
        {
            return null;
        }

        var parameters = MethodParameters.Of(method).ToImmutableDictionary<IParameterSymbol, ISymbol, AbstractValue>(
            static parameter => parameter,
            parameter => SymbolEqualityComparer.Default.Equals(parameter, path) || StreamTypes.IsFileLike(parameter.Type)
                ? new FileValue(FileSource.Parameter(parameter), StreamWrapper.Of(parameter.Type))
                : ValueFactory.AnyExceptFile(parameter.Type, Origin.External),
            SymbolEqualityComparer.Default);
        try
        {
            return new MethodBounds(method, Interpret(method, body, parameters, TypeArguments.None, []) is { } summary ? WithEscapedResult(summary) : null);
        }
        catch (BudgetSpentException)
        {
            return new MethodBounds(method, summary: null);
        }
    }

    /// <summary>Lets a file escape if the method returns a sequence or another object over it, because the caller can then read the file.</summary>
    private static MethodSummary WithEscapedResult(MethodSummary summary)
    {
        if (summary.Returned is not FileValue { Handles: var handles } || StreamTypes.IsFileLike(summary.Method.ReturnType))
        {
            return summary;
        }

        var files = summary.Files;
        foreach (var handle in handles)
        {
            var usage = files.TryGetValue(handle.Source, out var known) ? known : default;
            var step = new Step(summary.Method.DeclaringSyntaxReferences[0].GetSyntax(), Amount.Unknown, "is returned") { IsEscape = true };
            files = files.SetItem(handle.Source, usage.Plus(step, step));
        }

        return summary with { Files = files };
    }

    /// <summary>Returns the summary of a callee for these arguments; null if the analysis cannot follow the call.</summary>
    private MethodSummary? Summarize(
        IMethodSymbol method, TypeArguments types, ImmutableArray<AbstractValue?> arguments, bool isOnThis, ImmutableHashSet<IMethodSymbol> callers)
    {
        var target = WrappedBody.Of(method);

        if (facts.Webs.Contains(target, budget.Cancellation) || facts.Bodies.Of(target, budget.Cancellation) is not { } body)
        {
            return null;
        }

        var inputs = MethodParameters.Of(target);
        var key = new SummaryKey(target, types.For(target), isOnThis, new EquatableArray<AbstractValue>([.. inputs.Select((parameter, ordinal) => Argument(parameter, arguments[ordinal]))]));
        if (_summaries.TryGetValue(key, out var known))
        {
            return known;
        }

        if (callers.Contains(target) && !CountsDown(key))
        {
            return Abandon();
        }

        var parameters = inputs.ToImmutableDictionary<IParameterSymbol, ISymbol, AbstractValue>(
            static parameter => parameter, parameter => key.Arguments[inputs.IndexOf(parameter)], SymbolEqualityComparer.Default);
        _running.Add(key);
        var summary = Interpret(target, body, parameters, key.Types, callers);
        _running.Remove(key);
        _summaries.Add(key, summary);
        return summary;
    }

    /// <summary>
    /// Whether a recursive call counts down: an argument is a known number, and no call with the same arguments is running.
    /// Each number is interpreted separately, so the recursion ends at its own limit or at <see cref="MaxRunningCalls"/>.
    /// </summary>
    private bool CountsDown(SummaryKey key) =>
        _running.Count < MaxRunningCalls
        && key.Arguments.Items.Any(static argument => argument is NumberValue { Range.IsExact: true })
        && !_running.Contains(key);

    /// <summary>Abandons a call. Ends the whole query after too many abandoned calls.</summary>
    private MethodSummary? Abandon() => ++_abandonedCalls <= MaxAbandonedCalls ? null : throw new BudgetSpentException();

    private MethodSummary? Interpret(
        IMethodSymbol method, MethodBody body, ImmutableDictionary<ISymbol, AbstractValue> parameters, TypeArguments types, ImmutableHashSet<IMethodSymbol> callers)
    {
        // The block order is computed before the first operation is evaluated. Each block is a step.
        budget.Spend(body.Graph.Blocks.Length);
        var scope = new MethodScope(method, body.Variables, parameters, types, facts.Members, budget.Cancellation);
        var callees = new Callees(this, types, callers.WithComparer(SymbolEqualityComparer.Default).Add(method));
        var flow = new FlowBudget(budget);
        var context = new EvaluationContext(scope, facts, callees, body, flow, budget);
        var entry = AbstractState.Empty;
        foreach (var parameter in parameters)
        {
            if (!scope.IsUntracked(parameter.Key))
            {
                var value = parameter.Value is NumberValue { Range.IsExact: true } ? parameter.Value : parameter.Value with { Term = Term.Parameter((IParameterSymbol)parameter.Key, parameter.Value) };
                entry = entry.With(parameter.Key, value);
            }
        }

        var interpreter = new FlowInterpreter(body.Graph, new OperationEvaluator(context), flow, body.BlockOrders);
        AbstractState? exit;
        try
        {
            exit = interpreter.Run(entry);
        }
        catch (InsufficientExecutionStackException)
        {
            RanOutOfStack = true;
            return null;
        }

        var peak = interpreter.Observed.AtAnyPoint ?? entry;
        return !interpreter.IsInterpretable || !context.HasBounds ? null : new MethodSummary(
            method,
            WithCases(peak.Files, exit),
            context.Function.Returned,
            peak.Variables.Where(pair => pair.Key is IFieldSymbol)
                .ToImmutableDictionary<KeyValuePair<ISymbol, AbstractValue>, IFieldSymbol, AbstractValue>(
                    static pair => (IFieldSymbol)pair.Key, static pair => pair.Value, SymbolEqualityComparer.Default))
        {
            // An async method returns even if it throws: its task holds the exception.
            Returns = exit is not null || method.IsAsync,
            Facts = (exit?.Facts ?? Facts.None).Where(static leaf => leaf.Key is IParameterSymbol || ReferenceEquals(leaf, AbstractState.InitialHeap) || IsLengthOfParameter(leaf)),
            ChangesHeap = exit is null || !ReferenceEquals(exit.Heap, AbstractState.InitialHeap),
            ChangesContents = exit is null || !ReferenceEquals(exit.Contents, AbstractState.InitialHeap),
        };
    }

    /// <summary>
    /// Returns the largest usages, with the cases (<see cref="FileUsage.Cases"/>) of the exit. A usage has no cases if more bytes are moved at
    /// another point than at the exit.
    /// </summary>
    private static ImmutableDictionary<FileSource, FileUsage> WithCases(ImmutableDictionary<FileSource, FileUsage> files, AbstractState? exit)
    {
        foreach (var pair in files)
        {
            var last = exit?.Of(pair.Key) ?? default;
            files = files.SetItem(pair.Key, pair.Value with { Cases = last.Read.Amount == pair.Value.Read.Amount ? last.Cases : [] });
        }

        return files;
    }

    private static bool IsLengthOfParameter(Term leaf) => leaf.Key is LengthKey({ Kind: FileSourceKind.Parameter }, var heap) && ReferenceEquals(heap, AbstractState.InitialHeap);

    private static AbstractValue Argument(IParameterSymbol parameter, AbstractValue? argument) => argument switch
    {
        null => ValueFactory.AnyExceptFile(parameter.Type, Origin.External),
        FileValue file => new FileValue(new EquatableArray<FileHandle>([new FileHandle(FileSource.Parameter(parameter), WorstWrapper(file))])) { Holder = file.Holder },
        OtherValue opaque => ValueFactory.AnyExceptFile(parameter.Type, opaque.Origin),
        // The caller evaluates its lambdas (NestedFunctionEvaluator). For the callee, a lambda is an unknown value.
        FunctionValue => new OtherValue(Origin.External),
        _ => argument,
    };

    private static StreamWrapper WorstWrapper(FileValue file) => file.Handles.Items.Select(handle => handle.Wrapper).Aggregate(
        static (left, right) => new StreamWrapper(left.IsOpaque || right.IsOpaque, Math.Max(left.ReadAhead, right.ReadAhead), left.HasKnownEncoding && right.HasKnownEncoding) { IsUnknown = left.IsUnknown && right.IsUnknown });

    private readonly record struct SummaryKey(IMethodSymbol Method, TypeArguments Types, bool IsOnThis, EquatableArray<AbstractValue> Arguments)
    {
        public bool Equals(SummaryKey other) =>
            SymbolEqualityComparer.Default.Equals(Method, other.Method) && Types.Equals(other.Types) && IsOnThis == other.IsOnThis && Arguments.Equals(other.Arguments);

        // A query can have thousands of summaries of one callee, because each interpretation of a caller can add 16. So the hash code
        // must depend on all arguments.
        public override int GetHashCode() => unchecked((SymbolEqualityComparer.Default.GetHashCode(Method) * 31) + Arguments.GetHashCode());
    }

    /// <summary>Summarizes the callees of one method. The chain of callers shows whether a call is recursive.</summary>
    private sealed class Callees(Query query, TypeArguments caller, ImmutableHashSet<IMethodSymbol> chain) : ICalleeSummaries
    {
        /// <summary>The most different arguments of one callee in one interpretation of a caller. Further calls are summarized for unknown arguments.</summary>
        private const int MaxContexts = 16;

        /// <summary>The maximum length of a chain of callers. A call below it is abandoned.</summary>
        private const int MaxDepth = 16;

        private readonly Dictionary<IMethodSymbol, HashSet<string>> _contexts = new(SymbolEqualityComparer.Default);

        public MethodSummary? Summarize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments, bool isOnThis, bool isVirtualCall)
        {
            var types = TypeArguments.Of(method, caller);
            method = method.OriginalDefinition;
            if (chain.Count >= MaxDepth)
            {
                return query.Abandon();
            }

            if ((isVirtualCall && Overrides.CanBeOverridden(method)) || method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.PropertyGet))
            {
                return null;
            }

            return query.Summarize(method, types, Generalize(method, arguments), isOnThis, chain);
        }

        /// <summary>Replaces the arguments by unknown values, except files, if the callee has had too many different arguments.</summary>
        private ImmutableArray<AbstractValue?> Generalize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments)
        {
            if (!_contexts.TryGetValue(method, out var contexts))
            {
                _contexts.Add(method, contexts = new HashSet<string>(StringComparer.Ordinal));
            }

            var context = string.Join("|", arguments.Select(static argument => argument switch
            {
                NumberValue number => $"{number.Range.Low}..{number.Range.High}",
                BufferValue buffer => $"[{buffer.Length.Low}..{buffer.Length.High}]",
                _ => "",
            }));
            return contexts.Contains(context) || (contexts.Count < MaxContexts && contexts.Add(context))
                ? arguments
                : [.. MethodParameters.Of(method).Select((parameter, ordinal) => arguments[ordinal] is FileValue file ? file : ValueFactory.AnyExceptFile(parameter.Type, Origin.External))];
        }
    }
}
