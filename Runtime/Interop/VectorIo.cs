using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary><c>preadv2</c> and <c>pwritev2</c>: several buffers, or uncached ones, in one system call at an offset.</summary>
/// <remarks>
/// .NET's own vectored <see cref="RandomAccess"/> allocates for each call, and knows no flags.
/// </remarks>
internal static class VectorIo
{
    private const int DoNotCache = 0x80;

    private static readonly (nint Read, nint Write) Numbers = NumbersOn(RuntimeInformation.ProcessArchitecture);

    internal static (nint Read, nint Write) NumbersOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 => (327, 328),
        Architecture.S390x => (376, 377),
        Architecture.Ppc64le => (380, 381),
        _ => (286, 287), // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    /// <summary>Moves as many bytes as the kernel takes in one call; -1 with the error number where it takes none.</summary>
    internal static unsafe long Move(SafeFileHandle file, bool write, IoVector* vectors, int count, long offset, bool uncached, out int error)
    {
        error = 0;
        while (true)
        {
            // The offset goes in two words, of which a 64-bit kernel takes the first.
            var moved = Native.MoveVector(write ? Numbers.Write : Numbers.Read, file, vectors, count, (nint)offset, 0, uncached ? DoNotCache : 0);
            if (moved >= 0)
            {
                return moved;
            }

            error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                return -1;
            }
        }
    }

    /// <summary>What a failed read or write is to the caller: as .NET's own, an <see cref="IOException"/> with the path.</summary>
    internal static IOException Failure(SafeFileHandle file, bool write, long offset, int error) => new(
        $"{(write ? "Writing" : "Reading")} '{Kernel.PathOf(file)}' at offset {offset} failed: {Errno.Describe(error)}.", error);
}
