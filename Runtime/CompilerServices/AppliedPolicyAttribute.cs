using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>
/// Marks a method that the generator emitted to apply a policy. In a referenced assembly it tells that an annotated method
/// needs no interceptor: the attributes of a partial method's parts are merged into one method.
/// </summary>
/// <remarks>
/// <c>GeneratedCodeAttribute</c> would not do: merged into the user's declaration, it makes Roslyn take the declaration
/// for generated code, and analyzers pass it over.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AppliedPolicyAttribute : Attribute;
