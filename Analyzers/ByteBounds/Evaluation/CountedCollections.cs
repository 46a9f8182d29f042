using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Counts the elements of a list or text that a method builds in a local, as in <c>while (ids.Count &lt; 64) ids.Add(…)</c>.
/// A local is counted if only the method itself changes its collection, and only by calls that add elements.
/// </summary>
internal static class CountedCollections
{
    /// <summary>Finds the counted locals of a body.</summary>
    internal static ImmutableHashSet<ISymbol> In(IOperation body)
    {
        var counted = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in body.Descendants())
        {
            if (operation is IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None, Type: var type } local } declarator
                && IsCollection(type) && declarator.GetVariableInitializer()?.Value is { } value && OperationShapes.Unconverted(value) is IObjectCreationOperation creation && IsEmpty(creation))
            {
                counted.Add(local);
            }
        }

        if (counted.Count > 0)
        {
            counted.ExceptWith(body.Descendants().OfType<ILocalReferenceOperation>().Where(static use => !IsCountedUse(use)).Select(static use => use.Local));
        }

        return counted.ToImmutable();
    }

    /// <summary>Whether the operation reads a counted local. The count of its collection is a counter of the method, and not a limit.</summary>
    internal static bool Contains(IOperation? instance, EvaluationContext context) => LocalOf(instance, context) is { } local && context.Scope.HasTrackedCount(local);

    /// <summary>Changes the count if the call adds to a counted local.</summary>
    internal static void Add(IInvocationOperation call, CallArguments arguments, EvaluationContext context)
    {
        if (LocalOf(call.Instance, context) is not { } local || !context.Scope.HasTrackedCount(local) || !IsGrowing(call.TargetMethod.Name)
            || !context.State.Variables.TryGetValue(local, out var value) || value is not SequenceValue { Count: var count } sequence)
        {
            return;
        }

        var isOne = call.TargetMethod.Name is "Add" or "Enqueue" or "Push" or "Insert" || call.TargetMethod is { Name: "Append", Parameters: [{ Type.SpecialType: SpecialType.System_Char }] };
        var sum = isOne && arguments.InOrder.Length > 0 ? new Interval(Math.Min(count.Low + 1, int.MaxValue), Math.Min(count.High + 1, int.MaxValue)) : new Interval(count.Low, int.MaxValue);
        context.State = context.State.With(local, sequence with { Count = sum, Term = null });
    }

    private static ILocalSymbol? LocalOf(IOperation? instance, EvaluationContext context) => instance switch
    {
        ILocalReferenceOperation { Local: var local } => local,
        IFlowCaptureReferenceOperation reference when context.Captured.TryGetValue(reference.Id, out var captured) => LocalOf(captured, context),
        _ => null,
    };

    private static bool IsCollection(ITypeSymbol type) => TypeFacts.IsDotNet(type) && type.Name is ("List" or "Queue" or "Stack" or "StringBuilder");

    /// <summary>Whether the constructor has no argument, or a capacity.</summary>
    private static bool IsEmpty(IObjectCreationOperation creation) =>
        creation.Initializer is null && creation.Type is { } type && IsCollection(type) && creation.Arguments is [] or [{ Parameter.Type.SpecialType: SpecialType.System_Int32 }];

    private static bool IsGrowing(string name) => name is "Add" or "AddRange" or "Append" or "AppendLine" or "Enqueue" or "Insert" or "Push";

    private static bool IsCountedUse(ILocalReferenceOperation use) => !StatementOrder.IsInNestedFunction(use) && use.Parent switch
    {
        IInvocationOperation { TargetMethod: { Name: var name } method } call when call.Instance == use && TypeFacts.IsDotNet(method) =>
            // A builder's Append returns the builder, and a chained call could change it.
            IsGrowing(name) ? call.Parent is IExpressionStatementOperation : name is "Contains" or "CopyTo" or "IndexOf" or "Peek" or "Reverse" or "Sort" or "ToArray" or "ToString",
        IPropertyReferenceOperation { Property: { Name: var name } property } reference when reference.Instance == use =>
            property.IsIndexer || (name is "Count" or "Length" && !IsTarget(reference)),
        IReturnOperation => true,
        _ => false,
    };

    private static bool IsTarget(IOperation reference) => (reference.Parent is IAssignmentOperation assignment && assignment.Target == reference) || reference.Parent is IIncrementOrDecrementOperation;
}
