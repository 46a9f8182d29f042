namespace IoPolicy.Generators.Naming;

/// <summary>The generated class with the policies of a type.</summary>
internal static class PoliciesClass
{
    /// <summary>The possible names. The generator uses the first that no declaration in scope hides.</summary>
    internal static readonly string[] Names = ["Policies", "PagePolicies", "IoPolicies", "TypesPolicies"];

    /// <summary>Gets the first of the possible names that is not in use, or <c>Policies_</c>. A parameter with the same name would hide the class.</summary>
    internal static string NameOutside(IEnumerable<string> inUse)
    {
        var names = new HashSet<string>(inUse, StringComparer.Ordinal);
        return Names.FirstOrDefault(name => !names.Contains(name)) ?? Names[0] + "_";
    }
}
