using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>How a method hands back its result.</summary>
internal static class ReturnShapes
{
    /// <summary>
    /// The shape; null where the carrier could not tell when the work is done: an asynchronous sequence, or an
    /// awaitable type other than the four that the framework has.
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
