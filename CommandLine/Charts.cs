using System.Runtime.InteropServices;
using SkiaSharp;

namespace IoPolicy.CommandLine;

/// <summary>
/// Whether charts can be drawn here: they are drawn by SkiaSharp's native library, which comes with the .NET tool, and
/// which a natively compiled <c>kv</c> has only where it lies beside it.
/// </summary>
internal static class Charts
{
    private const string NativeLibrary = "libSkiaSharp";

    internal static bool AreDrawable => System.Runtime.InteropServices.NativeLibrary.TryLoad(
        NativeLibrary, typeof(SKBitmap).Assembly, DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories, out _);

    /// <summary>Finds out before the work whether its chart can be drawn after it.</summary>
    /// <exception cref="CommandException">It cannot.</exception>
    internal static void EnsureDrawable()
    {
        if (!AreDrawable)
        {
            throw new CommandException($"a chart needs {NativeLibrary} beside this program, and it is not there; kv as a .NET tool has it");
        }
    }
}
