using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>Reads and writes that leave nothing in the page cache (<c>RWF_DONTCACHE</c>).</summary>
/// <remarks>
/// Whether a file system knows them is found out by the first real attempt (a call for no bytes succeeds everywhere),
/// and remembered for its device: ext4 and XFS do, btrfs, tmpfs and overlayfs do not (Linux 6.18).
/// </remarks>
internal static class UncachedIo
{
    private const int DoNotCache = 0x80;

    private static readonly ConcurrentDictionary<ulong, bool> Unsupported = new();

    private static readonly (nint Read, nint Write) Numbers = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (327, 328),
        Architecture.S390x => (376, 377),
        Architecture.Ppc64le => (380, 381),
        _ => (286, 287), // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    internal static nint ReadNumber => Numbers.Read;

    internal static nint WriteNumber => Numbers.Write;

    /// <summary>Whether it is worth an attempt on a file's device.</summary>
    internal static bool MayBeSupported(SafeFileHandle file) => Kernel.IsSupported && !Unsupported.ContainsKey(Device(file));

    /// <summary>Reads at an offset, as many bytes as there are; -1 where the file system does not know uncached reads.</summary>
    /// <exception cref="IOException">The read failed.</exception>
    internal static unsafe int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var done = 0;
        fixed (byte* bytes = buffer)
        {
            while (done < buffer.Length)
            {
                var moved = Move(file, Numbers.Read, bytes + done, buffer.Length - done, offset + done, out var error);
                if (moved < 0)
                {
                    return done > 0 ? done : Fail(file, "Reading", offset, error);
                }

                if (moved == 0)
                {
                    break;
                }

                done += moved;
            }
        }

        return done;
    }

    /// <summary>Writes all bytes at an offset; false where the file system does not know uncached writes: none was written.</summary>
    /// <exception cref="IOException">The write failed.</exception>
    internal static unsafe bool Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            for (var done = 0; done < buffer.Length;)
            {
                var moved = Move(file, Numbers.Write, bytes + done, buffer.Length - done, offset + done, out var error);
                if (moved < 0)
                {
                    _ = Fail(file, "Writing", offset + done, error);
                    return false;
                }

                done += moved;
            }
        }

        return true;
    }

    private static unsafe int Move(SafeFileHandle file, nint number, byte* bytes, int count, long offset, out int error)
    {
        var vector = new IoVector { Base = bytes, Length = (nuint)count };
        error = 0;
        while (true)
        {
            // The offset goes in two words, of which a 64-bit kernel takes the first.
            var moved = Native.MoveVector(number, file, &vector, 1, (nint)offset, 0, DoNotCache);
            if (moved >= 0)
            {
                return (int)moved;
            }

            error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                return -1;
            }
        }
    }

    private static int Fail(SafeFileHandle file, string what, long offset, int error)
    {
        if (error is Errno.NotSupported or Errno.NoSystemCall or Errno.Invalid)
        {
            Unsupported[Device(file)] = true;
            return -1;
        }

        throw new IOException($"{what} '{Kernel.PathOf(file)}' at offset {offset} failed: {Errno.Describe(error)}.", error);
    }

    private static ulong Device(SafeFileHandle file) =>
        Kernel.Status(file, out var status) == 0 ? ((ulong)status.DeviceMajor << 32) | status.DeviceMinor : 0;
}
