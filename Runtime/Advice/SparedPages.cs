namespace IoPolicy;

/// <summary>Which pages a drop policy leaves alone.</summary>
public enum SparedPages
{
    /// <summary>None: all pages of the extent are dropped.</summary>
    None,

    /// <summary>Pages that were resident before the call: somebody else had them cached, and may need them.</summary>
    AlreadyCached,
}
