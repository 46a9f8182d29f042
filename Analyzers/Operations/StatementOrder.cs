using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the operations before and after an operation, by the order of the statements.</summary>
internal static class StatementOrder
{
    /// <summary>
    /// Gets the operations of the statements before the operation, in its block and the containing blocks. The innermost block comes first, and
    /// the order within a block is that of the source. The bodies of lambdas and local functions are not included, because they run when called.
    /// </summary>
    internal static IEnumerable<IOperation> Before(IOperation operation) => Siblings(operation, static (own, other) => other < own);

    /// <summary>Gets the operations of the statements after the operation, in its block and the containing blocks.</summary>
    internal static IEnumerable<IOperation> After(IOperation operation) => Siblings(operation, static (own, other) => other > own);

    /// <summary>Whether each call of the method reaches the operation, unless the call throws or returns before it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isGuard">Whether a condition counts as true, such as a null check of the file.</param>
    internal static bool IsUnconditional(IOperation operation, Func<IOperation, bool>? isGuard = null)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case ILoopOperation:
                case ISwitchOperation:
                case ISwitchExpressionOperation:
                case ICatchClauseOperation:
                case ICoalesceOperation:
                case IConditionalAccessOperation access when isGuard?.Invoke(access) != true:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }:
                case IConditionalOperation conditional when conditional.Condition != inner && !(conditional.WhenTrue == inner && isGuard?.Invoke(conditional.Condition) == true):
                case IAnonymousFunctionOperation:
                case ILocalFunctionOperation:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether the operation is in a lambda or local function, so it runs only when that function is called.</summary>
    internal static bool IsInNestedFunction(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the nearest loop around the operation if each iteration reaches the operation. Null otherwise.</summary>
    internal static ILoopOperation? FindUnconditionalLoop(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ILoopOperation loop:
                    return loop;
                case IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation or IConditionalAccessOperation
                    or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether one of the operations assigns the variable.</summary>
    internal static bool Reassigns(IEnumerable<IOperation> operations, ISymbol variable) => operations.Any(operation => Reassigns(operation, variable));

    /// <summary>Whether the operation itself assigns the variable: an assignment, also of a tuple, or an argument for a <c>ref</c> or <c>out</c> parameter.</summary>
    internal static bool Reassigns(IOperation operation, ISymbol variable) => operation switch
    {
        IAssignmentOperation assignment => IsTarget(assignment.Target, variable),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => FileOperations.Is(FileOperations.VariableOf(argument.Value), variable),
        _ => false,
    };

    private static bool IsTarget(IOperation target, ISymbol variable) => FileOperations.Unconverted(target) is ITupleOperation tuple
        ? tuple.Elements.Any(element => IsTarget(element, variable))
        : FileOperations.Is(FileOperations.VariableOf(target), variable);

    private static IEnumerable<IOperation> Siblings(IOperation operation, Func<int, int, bool> isIncluded)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, outer) = (outer, outer.Parent))
        {
            if (outer is not (IBlockOperation or ISwitchCaseOperation))
            {
                continue;
            }

            var own = inner.Syntax.SpanStart;
            foreach (var sibling in outer.ChildOperations)
            {
                if (sibling != inner && isIncluded(own, sibling.Syntax.SpanStart))
                {
                    foreach (var found in WithoutNestedFunctions(sibling))
                    {
                        yield return found;
                    }
                }
            }
        }
    }

    private static IEnumerable<IOperation> WithoutNestedFunctions(IOperation operation)
    {
        if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
        {
            yield break;
        }

        yield return operation;
        foreach (var child in operation.ChildOperations)
        {
            foreach (var found in WithoutNestedFunctions(child))
            {
                yield return found;
            }
        }
    }
}
