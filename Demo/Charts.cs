using System.Runtime.InteropServices;
using IoPolicy.CommandLine;
using SkiaSharp;

namespace Kv.Demo;

/// <summary>
/// Checks whether this program can draw charts. SkiaSharp's native library draws them. The .NET tool contains the
/// library. A natively compiled <c>kv</c> needs it beside the program.
/// </summary>
internal static class Charts
{
    private const string NativeLibrary = "libSkiaSharp";

    internal static bool AreDrawable => System.Runtime.InteropServices.NativeLibrary.TryLoad(
        NativeLibrary, typeof(SKBitmap).Assembly, DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories, out _);

    /// <summary>Checks before the work that the chart can be drawn after the work.</summary>
    /// <exception cref="CommandException">The native library is missing.</exception>
    internal static void EnsureDrawable()
    {
        if (!AreDrawable)
        {
            throw new CommandException($"a chart needs {NativeLibrary} beside this program, and the library is missing; the .NET tool kv contains it");
        }
    }
}
