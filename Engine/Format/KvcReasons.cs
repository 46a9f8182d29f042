namespace KvCache;

/// <summary>The names of the reasons in ds4. All members are thread-safe.</summary>
public static class KvcReasons
{
    private static readonly string[] Names =
        ["unknown", "cold", "continued", "evict", "shutdown", "agent-system", "agent-session"];

    /// <summary>Gets the name of a reason.</summary>
    public static string Name(this KvcReason reason) =>
        (int)reason < Names.Length ? Names[(int)reason] : Names[0];

    /// <summary>Gets the reason with exactly this name; <see cref="KvcReason.Unknown"/> if there is none.</summary>
    public static KvcReason OfName(string? name) =>
        name is null ? KvcReason.Unknown : (KvcReason)Math.Max(0, Array.IndexOf(Names, name));
}
