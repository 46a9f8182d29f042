namespace Architecture.Tests.Layers;

/// <summary>Something in one folder refers to something in another.</summary>
/// <param name="User">The folder that refers.</param>
/// <param name="Member">Type and member in it.</param>
/// <param name="Used">The folder that is referred to.</param>
/// <param name="Target">The type in it.</param>
internal readonly record struct Reference(string User, string Member, string Used, string Target)
{
    public override string ToString() => $"{User} uses {Used}: {Member} → {Target}";
}
