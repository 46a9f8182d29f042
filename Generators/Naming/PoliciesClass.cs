namespace IoPolicy.Generators.Naming;

/// <summary>The generated class with the policies of a type.</summary>
internal static class PoliciesClass
{
    /// <summary>The possible names. The generator uses the first that no declaration in scope hides.</summary>
    internal static readonly string[] Names = ["Policies", "PagePolicies", "IoPolicies", "TypesPolicies"];
}
