namespace IoPolicy.Generators.Emitting;

/// <summary>FNV-1a: the same on every machine and in every process, as <c>string.GetHashCode</c> is not.</summary>
internal static class StableHash
{
    private const uint OffsetBasis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    internal static string Of(string text)
    {
        var hash = OffsetBasis;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
