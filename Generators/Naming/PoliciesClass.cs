namespace IoPolicy.Generators.Naming;

/// <summary>The class that holds a type's policies.</summary>
internal static class PoliciesClass
{
    /// <summary>The names that it may get: the first that nothing in scope hides.</summary>
    internal static readonly string[] Names = ["Policies", "PagePolicies", "IoPolicies", "TypesPolicies"];
}
