using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>
/// Follows a path through the code of a method, and decides whether only paths that are computed from it reach the
/// members of .NET that open a file. Any other use may open the path itself.
/// </summary>
internal sealed class PathFlow
{
    private readonly List<IOperation> _operations;
    private readonly Queue<(ISymbol Variable, bool IsComputed)> _pending = new();
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private bool _mayOpenPath;
    private IOperation? _opened;

    private PathFlow(List<IOperation> operations) => _operations = operations;

    /// <summary>Gets the first operation that opens a computed path. Null if there is none, or if the path itself may be opened.</summary>
    internal static IOperation? FindComputed(ISymbol path, IEnumerable<IOperation> operations)
    {
        var flow = new PathFlow([.. operations]);
        if (path is IParameterSymbol parameter)
        {
            flow.FollowParameter(parameter);
        }
        else
        {
            flow.FollowMember(path);
        }

        while (!flow._mayOpenPath && flow._pending.Count > 0)
        {
            var (variable, isComputed) = flow._pending.Dequeue();
            foreach (var reference in flow._operations.Where(operation => operation is ILocalReferenceOperation local && FileOperations.Is(local.Local, variable)))
            {
                flow.Follow(reference, isComputed);
            }
        }

        return flow._mayOpenPath ? null : flow._opened;
    }

    /// <summary>Follows a field or property. Code that can reach it indirectly may open the path itself.</summary>
    private void FollowMember(ISymbol path)
    {
        var others = _operations.Where(operation => !(operation is IPropertyReferenceOperation && MemberReach.IsReference(operation, path)));
        _mayOpenPath = MemberReach.CanReachMembers(others);
        foreach (var reference in _operations.Where(operation => MemberReach.IsReference(operation, path)))
        {
            if (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference)
            {
                _mayOpenPath = true;
            }
            else
            {
                Follow(reference, isComputed: false);
            }
        }
    }

    private void FollowParameter(IParameterSymbol path)
    {
        var references = _operations.Where(operation => operation is IParameterReferenceOperation reference && FileOperations.Is(reference.Parameter, path)).ToList();
        var targets = references.Where(static reference => reference.Parent is IAssignmentOperation assignment && assignment.Target == reference).ToList();
        if (targets.Count == 0)
        {
            references.ForEach(reference => Follow(reference, isComputed: false));
            return;
        }

        // A single assignment in the outermost block splits the code: after it, the parameter has the new value.
        if (targets.Count > 1
            || Reassigned((IAssignmentOperation)targets[0].Parent!, path) is not { } isComputed
            || references.Any(StatementOrder.IsInNestedFunction))
        {
            _mayOpenPath = true;
            return;
        }

        var end = targets[0].Parent!.Syntax.Span.End;
        foreach (var reference in references.Where(reference => reference != targets[0]))
        {
            if (reference.Syntax.SpanStart >= end)
            {
                Follow(reference, isComputed);
            }
            else if (!targets[0].Parent!.Syntax.Span.Contains(reference.Syntax.Span))
            {
                Follow(reference, isComputed: false);
            }
        }
    }

    /// <summary>Whether an assignment to the parameter computes another path from it. Null if the new value is not understood.</summary>
    private static bool? Reassigned(IAssignmentOperation assignment, IParameterSymbol path)
    {
        if (assignment.Parent is not IExpressionStatementOperation { Parent: IBlockOperation { Parent: null or IMethodBodyOperation } })
        {
            return null;
        }

        if (assignment is ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add })
        {
            return true;
        }

        var sources = assignment is ISimpleAssignmentOperation
            ? assignment.Value.DescendantsAndSelf().Where(operation => operation is IParameterReferenceOperation reference && FileOperations.Is(reference.Parameter, path)).ToList()
            : [];
        return sources is [var source] && IsDerived(source, assignment, out var isComputed) ? isComputed : null;
    }

    /// <summary>Whether the whole value of the assignment is derived from the reference.</summary>
    private static bool IsDerived(IOperation reference, IAssignmentOperation assignment, out bool isComputed)
    {
        isComputed = false;
        var current = reference;
        while (current != assignment.Value)
        {
            if (PathExpressions.Outer(current) is not { } step)
            {
                return false;
            }

            (current, isComputed) = (step.Outer, isComputed || step.IsComputed);
        }

        return true;
    }

    /// <summary>Follows one value to its last use.</summary>
    private void Follow(IOperation value, bool isComputed)
    {
        while (PathExpressions.Outer(value) is { } step)
        {
            (value, isComputed) = (step.Outer, isComputed || step.IsComputed);
        }

        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when IsAssignedOnce(local, isDeclared: true):
                Enqueue(local, isComputed);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Value == value && IsAssignedOnce(local, isDeclared: false):
                Enqueue(local, isComputed);
                break;
            case IArgumentOperation argument when PathExpressions.IsFileArgument(argument):
                if (!isComputed)
                {
                    _mayOpenPath = true;
                }
                else if (PathExpressions.Opens(argument))
                {
                    _opened ??= argument.Parent;
                }

                break;
            default:
                _mayOpenPath |= !isComputed && !PathExpressions.IsHarmless(value);
                break;
        }
    }

    private void Enqueue(ILocalSymbol local, bool isComputed)
    {
        if (_seen.Add(local))
        {
            _pending.Enqueue((local, isComputed));
        }
    }

    private bool IsAssignedOnce(ILocalSymbol local, bool isDeclared) =>
        _operations.Count(operation => StatementOrder.Reassigns(operation, local)) == (isDeclared ? 0 : 1)
        && (isDeclared || !_operations.Any(operation => operation is IVariableDeclaratorOperation { Initializer: not null } declarator && FileOperations.Is(declarator.Symbol, local)));
}
