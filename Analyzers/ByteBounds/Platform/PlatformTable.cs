namespace IoPolicy.Analyzers.ByteBounds.Platform;

/// <summary>
/// What the platform's readers and writers move, one row a member, with its documented meaning
/// (learn.microsoft.com/dotnet/api). A member without a row that is given a file is code that cannot be seen.
/// A derived class's override means what the member it overrides means.
/// </summary>
internal static class PlatformTable
{
    internal static readonly IReadOnlyList<MemberEffect> Rows =
        [.. StreamMembers.Rows, .. BinaryMembers.Rows, .. TextMembers.Rows, .. FileMembers.Rows, .. ReadAheadMembers.Rows];

    private static readonly Dictionary<string, MemberEffect> ByMember = Index(Rows);

    internal static MemberEffect? Find(string member) => ByMember.TryGetValue(member, out var effect) ? effect : null;

    private static Dictionary<string, MemberEffect> Index(IReadOnlyList<MemberEffect> rows)
    {
        // The indexer, not Add: a static initializer that throws would take every rule down.
        var index = new Dictionary<string, MemberEffect>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            index[row.Member] = row;
        }

        return index;
    }
}
