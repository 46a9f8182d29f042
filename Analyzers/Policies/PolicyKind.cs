namespace IoPolicy.Analyzers.Policies;

/// <summary>The policies, one for each attribute. Mirrors the runtime's <c>PolicyKind</c>.</summary>
internal enum PolicyKind
{
    DropAfterFullRead,
    DropAfterFullWrite,
    HeaderOnly,
}

/// <summary>Mirrors the runtime's <c>DropBehindMode</c>, so the analyzers do not depend on the runtime.</summary>
internal enum DropBehindMode
{
    Windowed = 0,
    Uncached = 1,
}
