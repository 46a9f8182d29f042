using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>An <c>UnsafeAccessor</c> method, through which an interceptor uses a private member.</summary>
internal sealed record AccessorModel
{
    /// <summary>The member of <c>UnsafeAccessorKind</c>: <c>Method</c>, <c>StaticMethod</c>, <c>Field</c>, <c>StaticField</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The metadata name of the private member.</summary>
    public required string Target { get; init; }

    /// <summary>The return type, with <c>ref</c>.</summary>
    public required string ReturnType { get; init; }

    /// <summary>The type parameters of the member's type. The runtime expects them on the class that contains the accessor.</summary>
    public required string HolderTypeParameters { get; init; }

    public required EquatableArray<string> HolderConstraints { get; init; }

    /// <summary>The type parameters of the private method.</summary>
    public required string TypeParameters { get; init; }

    public required EquatableArray<string> Constraints { get; init; }

    public required string Parameters { get; init; }

    /// <summary>Whether the signature contains pointers.</summary>
    public required bool IsUnsafe { get; init; }
}
