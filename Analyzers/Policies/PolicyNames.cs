namespace IoPolicy.Analyzers.Policies;

/// <summary>The metadata names of the attributes and of what generated code calls.</summary>
internal static class PolicyNames
{
    internal const string Namespace = "IoPolicy";

    /// <summary>How an annotated method of a referenced assembly shows that the partial carrier has implemented it.</summary>
    internal const string AppliedPolicy = "AppliedPolicyAttribute";

    internal const string DropPagesAfterFullRead = "IoPolicy.DropPagesAfterFullReadAttribute";
    internal const string DropPagesAfterFullWrite = "IoPolicy.DropPagesAfterFullWriteAttribute";
    internal const string HeaderOnly = "IoPolicy.HeaderOnlyAttribute";

    internal static PolicyKind? KindOf(string metadataName) => metadataName switch
    {
        DropPagesAfterFullRead => PolicyKind.DropAfterFullRead,
        DropPagesAfterFullWrite => PolicyKind.DropAfterFullWrite,
        HeaderOnly => PolicyKind.HeaderOnly,
        _ => null,
    };

    /// <summary>The attribute as source code shows it: <c>[HeaderOnly]</c>.</summary>
    internal static string Bracketed(PolicyKind kind) => $"[{AttributeName(kind)}]";

    /// <summary>The attribute's name without its suffix: <c>HeaderOnly</c>.</summary>
    internal static string AttributeName(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "DropPagesAfterFullRead",
        PolicyKind.DropAfterFullWrite => "DropPagesAfterFullWrite",
        _ => "HeaderOnly",
    };
}
