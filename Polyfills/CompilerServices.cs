using Microsoft.CodeAnalysis;

namespace System.Runtime.CompilerServices;

/// <summary>Marks setters that run at initialization alone.</summary>
[Embedded]
internal static class IsExternalInit;

/// <summary>Marks a required member, and a type that has one.</summary>
[Embedded]
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
internal sealed class RequiredMemberAttribute : Attribute;

/// <summary>Marks what an older compiler must not use.</summary>
[Embedded]
[AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
{
    public string FeatureName { get; } = featureName;
}
