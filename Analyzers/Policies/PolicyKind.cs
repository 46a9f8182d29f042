namespace IoPolicy.Analyzers.Policies;

/// <summary>The policies, one for each attribute. The names are those of the runtime's <c>PolicyKind</c>.</summary>
internal enum PolicyKind
{
    DropAfterFullRead,
    DropAfterFullWrite,
    HeaderOnly,
}
