using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Finds the results of a method that can be the file of a policy: the result itself, an element of a returned tuple, and an
/// <c>out</c> parameter. The last two need their name.
/// </summary>
internal static class ResultFiles
{
    /// <summary>Finds the result, or the tuple element of the given name.</summary>
    internal static FileCandidate? Find(IMethodSymbol method, string? named) => named is null
        ? Create("", TypeOf(method))
        : ElementOf(method, named) is { } element ? Create(named, element.Type) : null;

    /// <summary>Finds the <c>out</c> parameter of the given name.</summary>
    internal static FileCandidate? FindOut(IMethodSymbol method, string? named) =>
        OutParameterOf(method, named) is { } parameter ? Create(parameter.Name, parameter.Type) : null;

    /// <summary>Gets the element of the returned tuple, also in a task. Null if there is none.</summary>
    internal static IFieldSymbol? ElementOf(IMethodSymbol method, string? name) =>
        !string.IsNullOrEmpty(name) && TypeOf(method) is INamedTypeSymbol { IsTupleType: true } tuple
            ? tuple.TupleElements.FirstOrDefault(element => element.Name == name)
            : null;

    internal static IParameterSymbol? OutParameterOf(IMethodSymbol method, string? name) =>
        method.Parameters.FirstOrDefault(parameter => parameter.RefKind == RefKind.Out && parameter.Name == name);

    /// <summary>
    /// Whether the wrapper can return a drop-behind stream in place of the file. It cannot for a type derived from <c>FileStream</c>,
    /// because a drop-behind stream does not have that type. It cannot for a result by reference, because the caller must get the user's
    /// variable.
    /// </summary>
    internal static bool IsFollowable(IMethodSymbol method, FileCandidate file) => OutParameterOf(method, file.Name) is { } parameter
        ? StreamTypes.Find(parameter.Type) is { CanBeWrapped: true }
        : method.RefKind == RefKind.None && StreamTypes.Find(ElementOf(method, file.Name)?.Type ?? TypeOf(method)) is { CanBeWrapped: true };

    /// <summary>Gets the type of the result, without its task.</summary>
    private static ITypeSymbol TypeOf(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { Arity: 1, Name: "Task" or "ValueTask" } task
        && task.IsIn("System.Threading.Tasks")
            ? task.TypeArguments[0]
            : method.ReturnType;

    private static FileCandidate? Create(string name, ITypeSymbol type) =>
        StreamTypes.KindOf(type) is { } kind and not FileKind.Path ? new FileCandidate(FilePlace.Result, name, kind) : null;
}
