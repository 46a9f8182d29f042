namespace IoPolicy;

/// <summary>
/// The method reads the file in this parameter from its position to its end, writes none of it, and keeps no reference to it.
/// The attribute is a row of the analyzer's table, as <see cref="ReadsAtMostAttribute"/> is.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ReadsToEndAttribute : Attribute;
