namespace IoPolicy.Generators.Naming;

/// <summary>FNV-1a with 64 bits. Unlike <c>string.GetHashCode</c>, it is equal in every process.</summary>
internal static class StableHash
{
    private const ulong OffsetBasis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    internal static string Compute(string text)
    {
        var hash = OffsetBasis;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
