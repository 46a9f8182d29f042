using System.Globalization;

namespace IoPolicy.Tool.Resident;

/// <summary>The effective capabilities of this process (capabilities(7)).</summary>
internal static class Capabilities
{
    private const string Label = "CapEff:";

    private static readonly ulong Effective = Read();

    /// <summary>Whether this process has a capability, such as 21 (CAP_SYS_ADMIN).</summary>
    internal static bool Has(int capability) => (Effective >> capability & 1) != 0;

    private static ulong Read()
    {
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith(Label, StringComparison.Ordinal));
            return line is null ? 0 : ulong.Parse(line.AsSpan(Label.Length).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // /proc is not mounted.
        }
    }
}
