using System.ComponentModel;

namespace IoPolicy.CompilerServices;

/// <summary>The policies of a method, one for each attribute.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum PolicyKind
{
    /// <summary><see cref="DropPagesAfterFullReadAttribute"/>.</summary>
    DropAfterFullRead,

    /// <summary><see cref="DropPagesAfterFullWriteAttribute"/>.</summary>
    DropAfterFullWrite,

    /// <summary><see cref="HeaderOnlyAttribute"/>.</summary>
    HeaderOnly,
}
