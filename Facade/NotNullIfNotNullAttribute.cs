namespace System.Diagnostics.CodeAnalysis;

/// <summary>The compiler finds this attribute by its name, also in a referenced assembly.</summary>
[AttributeUsage(AttributeTargets.ReturnValue)]
internal sealed class NotNullIfNotNullAttribute(string parameterName) : Attribute
{
    public string ParameterName { get; } = parameterName;
}
