namespace Microsoft.CodeAnalysis;

/// <summary>Hides a type from other assemblies, also from those that see its internals: the platform has a newer one of that name.</summary>
[AttributeUsage(AttributeTargets.All)]
internal sealed class EmbeddedAttribute : Attribute;
