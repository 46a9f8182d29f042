using System.Runtime.InteropServices;

namespace IoPolicy.Tool.Resident;

/// <summary>Describes error numbers (errno).</summary>
internal static class Errors
{
    /// <summary>Gets the message of an error number. It begins with a small letter, because it continues a sentence.</summary>
    internal static string Describe(int errno)
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return char.ToLowerInvariant(text[0]) + text[1..];
    }
}
