namespace IoPolicy.Analyzers.Policies;

/// <summary>How messages name the policies.</summary>
internal static class PolicyWords
{
    /// <summary>The attribute as it is written: <c>[HeaderOnly]</c>.</summary>
    internal static string AttributeOf(PolicyKind kind) => $"[{NameOf(kind)}]";

    /// <summary>The attribute's name: <c>HeaderOnly</c>.</summary>
    internal static string NameOf(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "DropPagesAfterFullRead",
        PolicyKind.DropAfterFullWrite => "DropPagesAfterFullWrite",
        _ => "HeaderOnly",
    };
}
