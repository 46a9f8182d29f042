namespace IoPolicy;

/// <summary>
/// The method reads the file in this parameter from its position to its end, writes none of it, and keeps no reference to
/// it. Use the attribute for a helper whose code the analyzers cannot see, as with <see cref="ReadsAtMostAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsToEndAttribute : Attribute;
