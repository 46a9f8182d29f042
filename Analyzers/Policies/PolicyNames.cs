namespace IoPolicy.Analyzers.Policies;

/// <summary>The names of the attributes.</summary>
internal static class PolicyNames
{
    internal const string Namespace = "IoPolicy";

    /// <summary>
    /// The attribute that the generator adds to each implementation of a partial method. In a referenced assembly, it shows that the method
    /// has a wrapper.
    /// </summary>
    internal const string AppliedPolicy = "AppliedPolicyAttribute";

    internal const string ReplacesFileAttribute = "ReplacesFileAttribute";

    /// <summary>The attribute of a replaced file, as in source.</summary>
    internal const string ReplacesFile = "[ReplacesFile]";

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

    /// <summary>Formats the attribute as in source: <c>[HeaderOnly]</c>.</summary>
    internal static string Bracketed(PolicyKind kind) => $"[{AttributeName(kind)}]";

    /// <summary>Gets the name of the attribute without its suffix: <c>HeaderOnly</c>.</summary>
    internal static string AttributeName(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => "DropPagesAfterFullRead",
        PolicyKind.DropAfterFullWrite => "DropPagesAfterFullWrite",
        _ => "HeaderOnly",
    };
}
