using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>
/// Marks a method that the generator emitted to apply a policy. In a referenced assembly, the attribute shows that an
/// annotated method needs no interceptor: the attributes of a partial method's parts are merged into one method.
/// </summary>
/// <remarks>
/// <c>GeneratedCodeAttribute</c> is no alternative: merged into the user's declaration, it makes Roslyn treat the declaration
/// as generated code, and analyzers skip it.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AppliedPolicyAttribute : Attribute;
