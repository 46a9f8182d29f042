namespace KvCache;

/// <summary>The reasons' names, as ds4 spells them. All members are safe for all threads.</summary>
public static class KvcReasons
{
    private static readonly string[] Names =
        ["unknown", "cold", "continued", "evict", "shutdown", "agent-system", "agent-session"];

    /// <summary>The reason's name.</summary>
    public static string Name(this KvcReason reason) =>
        (int)reason < Names.Length ? Names[(int)reason] : Names[0];

    /// <summary>The reason of that exact name; <see cref="KvcReason.Unknown"/> where there is none.</summary>
    public static KvcReason OfName(string? name) =>
        name is null ? KvcReason.Unknown : (KvcReason)Math.Max(0, Array.IndexOf(Names, name));
}
