namespace IoPolicy.DropBehind;

/// <summary>How large windows are, in bytes.</summary>
internal static class WindowSize
{
    internal const int Default = 4 << 20;

    /// <summary>Smaller windows cost more than they save.</summary>
    internal const int Minimum = 64 << 10;
}
