namespace IoPolicy.Analyzers.Policies;

/// <summary>The policies, one for each attribute. Mirrors the runtime's <c>PolicyKind</c>.</summary>
internal enum PolicyKind
{
    DropAfterFullRead,
    DropAfterFullWrite,
    HeaderOnly,
}

/// <summary>Mirrors the runtime's <c>PolicyExtent</c>, so the analyzers do not depend on the runtime.</summary>
internal enum PolicyExtent
{
    WholeFile = 0,
    Touched = 1,
}

/// <summary>Mirrors the runtime's <c>SparedPages</c>.</summary>
internal enum SparedPages
{
    None = 0,
    AlreadyCached = 1,
}

/// <summary>Mirrors the runtime's <c>DropBehindMode</c>.</summary>
internal enum DropBehindMode
{
    Windows = 0,
    Uncached = 1,
}
