using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>Vectored I/O at an offset (<c>preadv2</c>, <c>pwritev2</c>): one system call for several buffers, or for uncached I/O.</summary>
/// <remarks>The vectored methods of <see cref="RandomAccess"/> allocate memory for each call, and have no flags.</remarks>
internal static class VectorIo
{
    private const int DoNotCache = 0x80;

    internal static (nint Read, nint Write) Numbers { get; } = NumbersOn(RuntimeInformation.ProcessArchitecture);

    internal static (nint Read, nint Write) NumbersOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 => (327, 328),
        Architecture.S390x => (376, 377),
        Architecture.Ppc64le => (380, 381),
        _ => (286, 287), // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    /// <summary>
    /// Reads or writes as many bytes as the kernel accepts in one call, and returns their number. Returns −1 and the error number if the
    /// call fails.
    /// </summary>
    internal static unsafe long Move(SafeFileHandle file, bool write, IoVector* vectors, int count, long offset, bool uncached, out int error)
    {
        var call = write ? OptionalCall.WriteVector2 : OptionalCall.ReadVector2;
        error = Errno.NoSystemCall;
        if (!UnavailableCalls.Contains(call))
        {
            var moved = MoveByVector2(file, write, vectors, count, offset, uncached, out error);
            if (moved >= 0 || !UnavailableCalls.Add(call, error))
            {
                return moved;
            }
        }

        // preadv and pwritev have no flags, so they cannot do uncached I/O.
        return uncached ? -1 : MoveByVector(file, write, vectors, count, offset, out error);
    }

    /// <summary>Creates the exception of a failed read or write: an <see cref="IOException"/> with the path, as .NET does.</summary>
    internal static IOException Failure(SafeFileHandle file, bool write, long offset, int error) => new(
        $"{(write ? "Writing" : "Reading")} '{Kernel.PathOf(file)}' at offset {offset} failed: {Errno.Describe(error)}.", error);

    private static unsafe long MoveByVector2(SafeFileHandle file, bool write, IoVector* vectors, int count, long offset, bool uncached, out int error)
    {
        long moved;
        do
        {
            // The system call has two words for the offset. A 64-bit kernel uses only the first.
            moved = Native.MoveVector2(write ? Numbers.Write : Numbers.Read, file, vectors, count, (nint)offset, 0, uncached ? DoNotCache : 0);
        }
        while (IsInterrupted(moved, out error));

        return moved;
    }

    private static unsafe long MoveByVector(SafeFileHandle file, bool write, IoVector* vectors, int count, long offset, out int error)
    {
        var call = write ? OptionalCall.WriteVector : OptionalCall.ReadVector;
        if (!UnavailableCalls.Contains(call))
        {
            long moved;
            do
            {
                moved = write ? Native.WriteVector(file, vectors, count, offset) : Native.ReadVector(file, vectors, count, offset);
            }
            while (IsInterrupted(moved, out error));

            if (moved >= 0 || !UnavailableCalls.Add(call, error))
            {
                return moved;
            }
        }

        return MoveEach(file, write, vectors, count, offset, out error);
    }

    /// <summary>
    /// Makes one call per buffer, until a call moves fewer bytes than the buffer has. If a later call fails, returns the bytes of the earlier
    /// ones; the error appears again at the next call.
    /// </summary>
    private static unsafe long MoveEach(SafeFileHandle file, bool write, IoVector* vectors, int count, long offset, out int error)
    {
        long done = 0;
        error = 0;
        for (var i = 0; i < count; i++)
        {
            long moved;
            do
            {
                moved = write
                    ? Native.Write(file, vectors[i].Base, vectors[i].Length, offset + done)
                    : Native.Read(file, vectors[i].Base, vectors[i].Length, offset + done);
            }
            while (IsInterrupted(moved, out error));

            if (moved < 0)
            {
                return done > 0 ? done : -1;
            }

            done += moved;
            if ((nuint)moved < vectors[i].Length)
            {
                break;
            }
        }

        return done;
    }

    private static bool IsInterrupted(long result, out int error)
    {
        error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return error == Errno.Interrupted;
    }
}
