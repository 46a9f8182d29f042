namespace Architecture.Tests.Layers;

/// <summary>A reference from one directory to another.</summary>
/// <param name="User">The directory with the reference.</param>
/// <param name="Member">The type and member with the reference.</param>
/// <param name="Used">The referenced directory.</param>
/// <param name="Target">The referenced type.</param>
internal readonly record struct Reference(string User, string Member, string Used, string Target)
{
    public override string ToString() => $"{User} uses {Used}: {Member} → {Target}";
}
