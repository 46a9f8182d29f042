using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Loads the meter and the event source when the process has descriptors for it.</summary>
/// <remarks>
/// Their assemblies are read at the first use. The runtime remembers a failed load for the life of the process, so a shortage of
/// descriptors at the first policy call would take <c>System.Diagnostics.Tracing</c> from the whole program. A failing type
/// initializer is remembered too.
/// </remarks>
internal static class Observers
{
    /// <summary>More than the loads need at a time, because other threads open files meanwhile.</summary>
    private const int Descriptors = 8;

    private static volatile bool _areLoaded;

    /// <summary>Returns false if too few descriptors are free. Then nothing is reported.</summary>
    internal static bool TryLoad()
    {
        if (_areLoaded)
        {
            return true;
        }

        if (!HasDescriptors(Descriptors))
        {
            return false;
        }

        Load();
        _areLoaded = true;
        return true;
    }

    /// <summary>Opens the root directory, which every process has.</summary>
    private static bool HasDescriptors(int count)
    {
        using SafeFileHandle? taken = Kernel.OpenForAdvice("/", out var error);
        return !Errno.MeansTooManyFiles(error) && (count == 1 || HasDescriptors(count - 1));
    }

    /// <remarks>Not inlined. Otherwise the JIT would load the assemblies before the caller has checked the descriptors.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Load()
    {
        _ = PolicyMeter.CountsAdvisedBytes;
        _ = PolicyEvents.Log;
    }
}
