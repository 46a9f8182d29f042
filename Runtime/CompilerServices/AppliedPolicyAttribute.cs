using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>
/// Marks a method that the generator emitted to apply a policy. The compiler merges the two parts of a partial method, with their
/// attributes. So in a referenced assembly, this attribute shows that an annotated method needs no interceptor.
/// </summary>
/// <remarks>
/// <c>GeneratedCodeAttribute</c> cannot be used, because the compiler would merge it into the user's declaration too. Roslyn would then treat
/// the declaration as generated code, and analyzers would skip it.
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class AppliedPolicyAttribute : Attribute;
