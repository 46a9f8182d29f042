using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// The lambdas and local functions of a method. A function that runs only at the method's own calls is <em>inlined</em>: the analysis
/// evaluates its code in place of the call, on the shared variables. Any other function may run at any time, so the analysis forgets all
/// variables that the function mentions.
/// </summary>
/// <remarks>
/// The analysis inlines a local function that is only called, a lambda that is called at once, a lambda in a local that is only called, and
/// a lambda argument of <c>await Task.Run</c> or of a method that does nothing with it except call it. It inlines neither iterators nor
/// <c>async</c> functions whose call is not awaited, because they run later. It also inlines no recursive functions, no functions that return
/// a reference, and no functions that any of these call.
/// </remarks>
internal sealed class NestedFunctions
{
    internal static readonly NestedFunctions None = new();

    /// <summary><c>ConfigureAwaitOptions.SuppressThrowing</c>, a type that netstandard2.0 lacks.</summary>
    private const int SuppressThrowing = 2;

    private readonly Dictionary<IMethodSymbol, IOperation> _functions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _notInlined = new(SymbolEqualityComparer.Default);
    private readonly List<(IMethodSymbol? Caller, IMethodSymbol Callee)> _calls = [];
    private readonly Dictionary<ILocalSymbol, IMethodSymbol> _held = new(SymbolEqualityComparer.Default);
    private readonly List<(IMethodSymbol? Caller, ILocalSymbol Local, IInvocationOperation Call)> _callsOfLocals = [];
    private readonly HashSet<ILocalSymbol> _otherwiseUsed = new(SymbolEqualityComparer.Default);

    internal static NestedFunctions Of(IOperation body)
    {
        if (!body.Descendants().Any(static operation => operation is IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            return None;
        }

        var functions = new NestedFunctions();
        functions.Collect(body);
        functions.Resolve();
        return functions;
    }

    internal IEnumerable<IOperation> All => _functions.Values;

    internal IEnumerable<IOperation> NotInlined => _functions.Where(pair => _notInlined.Contains(pair.Key)).Select(static pair => pair.Value);

    /// <summary>Whether the analysis evaluates the function in place of its calls.</summary>
    internal bool IsInlined(IMethodSymbol function) => _functions.ContainsKey(function) && !_notInlined.Contains(function);

    /// <summary>Returns the symbol of a lambda or a local function; null for any other operation.</summary>
    internal static IMethodSymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalFunctionOperation function => function.Symbol,
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        _ => null,
    };

    /// <summary>Whether the method is <c>Task.Run</c>: it runs its lambda argument at most once, and the lambda has ended when the task is awaited.</summary>
    internal static bool IsTaskRun(IMethodSymbol method) => method.Name == "Run" && method.ContainingType.Name == "Task" && TypeFacts.IsDotNet(method);

    private void Collect(IOperation body)
    {
        var work = new Stack<(IOperation Operation, IMethodSymbol? Caller)>();
        work.Push((body, null));
        while (work.Count > 0)
        {
            var (operation, caller) = work.Pop();
            Record(operation, caller);
            var inner = SymbolOf(operation) ?? caller;
            foreach (var child in operation.ChildOperations)
            {
                work.Push((child, inner));
            }
        }
    }

    private void Record(IOperation operation, IMethodSymbol? caller)
    {
        switch (operation)
        {
            case ILocalFunctionOperation function:
                _functions[function.Symbol] = function;
                ExcludeUnlessInlinable(function.Symbol);
                break;
            case IAnonymousFunctionOperation lambda:
                _functions[lambda.Symbol] = lambda;
                ExcludeUnlessInlinable(lambda.Symbol);
                RecordUse(lambda, caller);
                break;
            case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } function } call:
                RecordCall(caller, function.OriginalDefinition, call);
                break;
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke, Instance: ILocalReferenceOperation { Local: var local } } call:
                _callsOfLocals.Add((caller, local, call));
                break;
            case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function }:
                _notInlined.Add(function.OriginalDefinition);
                break;
            case ILocalReferenceOperation local when local.Parent is not IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call || call.Instance != local:
                _otherwiseUsed.Add(local.Local);
                break;
        }
    }

    private void ExcludeUnlessInlinable(IMethodSymbol function)
    {
        if (function.ReturnsByRef || function.ReturnsByRefReadonly || IteratorSyntax.IsIterator(function))
        {
            _notInlined.Add(function);
        }
    }

    /// <summary>Records the call, the local or the argument that uses a lambda. Any other use excludes the lambda from inlining.</summary>
    private void RecordUse(IAnonymousFunctionOperation lambda, IMethodSymbol? caller)
    {
        IOperation value = lambda;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        switch (value.Parent)
        {
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call when call.Instance == value:
                RecordCall(caller, lambda.Symbol, call);
                break;
            case IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod: var method } run }
                when IsTaskRun(method) ? IsAwaited(run) : CalledParameters.IsOnlyCalled(parameter) && (IsAwaited(run) || !(method.IsAsync || lambda.Symbol.IsAsync)):
                _calls.Add((caller, lambda.Symbol));
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                _held[local] = lambda.Symbol;
                break;
            default:
                _notInlined.Add(lambda.Symbol);
                break;
        }
    }

    private void RecordCall(IMethodSymbol? caller, IMethodSymbol callee, IInvocationOperation call)
    {
        _calls.Add((caller, callee));
        if (callee is { IsAsync: true, IsStatic: false } && !IsAwaited(call))
        {
            _notInlined.Add(callee);
        }
    }

    /// <summary>Whether the call is awaited at once, so it has ended before any other code of the method runs.</summary>
    internal static bool IsAwaited(IOperation call)
    {
        while (call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } next && next.Instance == call)
        {
            call = next;
        }

        return call.Parent is IAwaitOperation;
    }

    /// <summary>
    /// Whether an exception of an asynchronous function ends its caller too: the caller awaits the call, and no
    /// <c>ConfigureAwaitOptions.SuppressThrowing</c> hides the exception.
    /// </summary>
    internal static bool Rethrows(IOperation call)
    {
        while (call.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Arguments: [var options] } next && next.Instance == call)
        {
            var isKnown = options.Parameter?.Type.SpecialType == SpecialType.System_Boolean
                || (options.Value.ConstantValue is { HasValue: true, Value: int value } && (value & SuppressThrowing) == 0);
            if (!isKnown)
            {
                return false;
            }

            call = next;
        }

        return call.Parent is IAwaitOperation;
    }

    private void Resolve()
    {
        foreach (var (caller, local, call) in _callsOfLocals)
        {
            if (_held.TryGetValue(local, out var lambda))
            {
                RecordCall(caller, lambda, call);
            }
        }

        foreach (var pair in _held)
        {
            if (_otherwiseUsed.Contains(pair.Key))
            {
                _notInlined.Add(pair.Value);
            }
        }

        var callees = _calls.Where(static call => call.Caller is not null).ToLookup(static call => (ISymbol)call.Caller!, static call => call.Callee, SymbolEqualityComparer.Default);
        foreach (var function in _functions.Keys)
        {
            if (Reachable(callees[function], callees).Contains(function))
            {
                _notInlined.Add(function);
            }
        }

        foreach (var function in _notInlined.ToImmutableArray())
        {
            _notInlined.UnionWith(Reachable(callees[function].Concat(Inside(function).SelectMany(inner => callees[inner].Append(inner))), callees));
        }
    }

    /// <summary>Returns the functions that are declared in another nested function.</summary>
    private IEnumerable<IMethodSymbol> Inside(IMethodSymbol function) =>
        _functions.TryGetValue(function, out var code) ? code.Descendants().Select(SymbolOf).OfType<IMethodSymbol>() : [];

    private static HashSet<IMethodSymbol> Reachable(IEnumerable<IMethodSymbol> from, ILookup<ISymbol, IMethodSymbol> callees)
    {
        var reached = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var work = new Stack<IMethodSymbol>(from);
        while (work.Count > 0)
        {
            var function = work.Pop();
            if (reached.Add(function))
            {
                foreach (var callee in callees[function])
                {
                    work.Push(callee);
                }
            }
        }

        return reached;
    }
}
