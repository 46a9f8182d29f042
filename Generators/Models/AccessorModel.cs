using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>
/// An <c>UnsafeAccessor</c>: how an interceptor, which stands outside the type, reaches a private member of it.
/// </summary>
internal sealed record AccessorModel
{
    /// <summary>The member of <c>UnsafeAccessorKind</c>: <c>Method</c>, <c>StaticMethod</c>, <c>Field</c>, <c>StaticField</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The private member's name in metadata.</summary>
    public required string Target { get; init; }

    /// <summary>The return type, with <c>ref</c>.</summary>
    public required string ReturnType { get; init; }

    /// <summary>
    /// The type parameters of the private member's type, which the runtime wants on the class that holds the accessor.
    /// </summary>
    public required string HolderTypeParameters { get; init; }

    public required EquatableArray<string> HolderConstraints { get; init; }

    /// <summary>The type parameters of the private method itself.</summary>
    public required string TypeParameters { get; init; }

    public required EquatableArray<string> Constraints { get; init; }

    public required string Parameters { get; init; }

    /// <summary>Whether pointers stand in the signature.</summary>
    public required bool IsUnsafe { get; init; }
}
