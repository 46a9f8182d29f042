namespace IoPolicy;

/// <summary>
/// The method reads the file in this parameter from the current position to the end, writes nothing, and keeps no reference to the file.
/// Like <see cref="ReadsAtMostAttribute"/>, the attribute is for a helper whose code the analyzers cannot see.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsToEndAttribute : Attribute;
