namespace Microsoft.CodeAnalysis;

/// <summary>
/// Hides a polyfill from other assemblies, even from those that see the internals of this one. Otherwise the polyfill could clash with
/// the platform's own type of the same name.
/// </summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class EmbeddedAttribute : Attribute;
