using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Finds the form of a method's result.</summary>
internal static class ReturnShapes
{
    /// <summary>
    /// Gets the form. Null if a wrapper cannot know when the work is complete: an asynchronous sequence, or an awaitable type
    /// other than <c>Task</c> and <c>ValueTask</c>.
    /// </summary>
    internal static ReturnShape? Of(IMethodSymbol method) => method switch
    {
        { ReturnsVoid: true } => ReturnShape.Void,
        { RefKind: RefKind.Ref } => ReturnShape.Ref,
        { RefKind: RefKind.RefReadOnly } => ReturnShape.RefReadonly,
        { ReturnType: INamedTypeSymbol { Name: "Task" or "ValueTask" } task } when task.IsIn("System.Threading.Tasks") =>
            task.Arity == 0 ? ReturnShape.Task : ReturnShape.TaskOfValue,
        { ReturnType: var type } when IsAsynchronous(type) => null,
        _ => ReturnShape.Value,
    };

    private static bool IsAsynchronous(ITypeSymbol type) =>
        (type.Name is "IAsyncEnumerable" or "IAsyncEnumerator" && type.IsIn("System.Collections.Generic"))
        || type.GetMembers("GetAwaiter").Any(member => member is IMethodSymbol { Parameters.IsEmpty: true });
}
