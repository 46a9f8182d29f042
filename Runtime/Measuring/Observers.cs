using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Loads the meter and the event source as soon as the process has enough free descriptors.</summary>
/// <remarks>
/// .NET loads their assemblies at the first use, and remembers a failed load for the life of the process. So if descriptors were short at
/// the first call with a policy, the whole program could not use <c>System.Diagnostics.Tracing</c> any more. .NET also remembers a type
/// initializer that failed.
/// </remarks>
internal static class Observers
{
    /// <summary>The descriptors that must be free. The loads need fewer, but other threads can open files meanwhile.</summary>
    private const int RequiredDescriptors = 8;

    private static volatile bool _areLoaded;

    /// <summary>Returns false if too few descriptors are free. Then nothing is reported.</summary>
    internal static bool TryLoad()
    {
        if (_areLoaded)
        {
            return true;
        }

        if (!HasDescriptors(RequiredDescriptors))
        {
            return false;
        }

        Load();
        _areLoaded = true;
        return true;
    }

    /// <summary>Whether a number of descriptors is free. Opens the root directory, which every process has, this number of times at once.</summary>
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
