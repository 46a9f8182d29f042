namespace IoPolicy.Analyzers.ByteBounds.DotNet;

/// <summary>
/// The number of bytes that the members of .NET's streams, readers, writers and file classes move, according to the documentation
/// (learn.microsoft.com/dotnet/api). The table has one row for each overload. <see cref="StreamConsumers"/> has the members with many
/// overloads. If any other member receives a file, the file escapes. An override has the row of the member that it overrides.
/// </summary>
internal static class DotNetMemberTable
{
    internal static readonly IReadOnlyList<MemberEffect> Rows =
        [.. StreamMembers.Rows, .. BinaryMembers.Rows, .. TextMembers.Rows, .. FileMembers.Rows, .. ReadAheadMembers.Rows];

    private static readonly Dictionary<string, MemberEffect> ByMember = Index(Rows);

    internal static MemberEffect? Find(string member) => ByMember.TryGetValue(member, out var effect) ? effect : null;

    private static Dictionary<string, MemberEffect> Index(IReadOnlyList<MemberEffect> rows)
    {
        // The indexer replaces duplicates, and Add throws. A static initializer that throws would disable all rules.
        var index = new Dictionary<string, MemberEffect>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            index[row.Member] = row;
        }

        return index;
    }
}
