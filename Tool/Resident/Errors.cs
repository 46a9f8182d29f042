using System.Runtime.InteropServices;

namespace IoPolicy.Tool.Resident;

/// <summary>Describes error numbers as parts of a sentence.</summary>
internal static class Errors
{
    internal static string Describe(int errno)
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
