using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>Reads and writes that leave nothing in the page cache (<c>RWF_DONTCACHE</c>).</summary>
/// <remarks>
/// The first real attempt shows whether a file system supports such I/O, because a call for 0 bytes succeeds everywhere. The class remembers
/// the answer for the device. ext4 and XFS support it; btrfs, tmpfs and overlayfs do not (Linux 6.18).
/// </remarks>
internal static class UncachedIo
{
    /// <summary>Each addition replaces the whole set, because a machine has few devices.</summary>
    private static ulong[] _unsupportedDevices = [];

    /// <summary>Whether a file's device may support it.</summary>
    internal static bool MayBeSupported(SafeFileHandle file) =>
        Kernel.IsSupported
        && !(UnavailableCalls.Contains(OptionalCall.ReadVector2) && UnavailableCalls.Contains(OptionalCall.WriteVector2))
        && !(TryGetDevice(file, out var device) && IsUnsupported(device));

    /// <summary>Reads at an offset, as many bytes as exist. Returns -1 if plain I/O must be used.</summary>
    /// <exception cref="IOException">The read failed.</exception>
    internal static unsafe int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var done = 0;
        fixed (byte* bytes = buffer)
        {
            while (done < buffer.Length)
            {
                var vector = new IoVector { Base = bytes + done, Length = (nuint)(buffer.Length - done) };
                var moved = VectorIo.Move(file, write: false, &vector, 1, offset + done, uncached: true, out var error);
                if (moved < 0)
                {
                    return done > 0 ? done
                        : MeansUnsupported(file, error) ? -1
                        : throw VectorIo.Failure(file, write: false, offset, error);
                }

                if (moved == 0)
                {
                    break;
                }

                done += (int)moved;
            }
        }

        return done;
    }

    /// <summary>Writes all bytes at an offset. Returns false if plain I/O must be used. Then no byte was written.</summary>
    /// <exception cref="IOException">The write failed.</exception>
    internal static unsafe bool Write(SafeFileHandle file, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* bytes = buffer)
        {
            for (var done = 0; done < buffer.Length;)
            {
                var vector = new IoVector { Base = bytes + done, Length = (nuint)(buffer.Length - done) };
                var moved = VectorIo.Move(file, write: true, &vector, 1, offset + done, uncached: true, out var error);
                if (moved < 0)
                {
                    return done == 0 && MeansUnsupported(file, error) ? false : throw VectorIo.Failure(file, write: true, offset + done, error);
                }

                done += (int)moved;
            }
        }

        return true;
    }

    /// <summary>Whether an error number means that there is no uncached I/O, so that plain I/O is worth an attempt.</summary>
    /// <remarks>
    /// Only EOPNOTSUPP is a fact about the device (<c>kiocb_set_rw_flags</c>: the file system has no <c>FOP_DONTCACHE</c>, or
    /// the kernel does not know the flag). That the call is missing is a fact about the process, which
    /// <see cref="UnavailableCalls"/> remembers. EINVAL may be a fact about the one call: a buffer or an offset that is not
    /// aligned as <c>O_DIRECT</c> wants it. Kernels before 4.13 answer an unknown flag with it, so without
    /// <c>O_DIRECT</c> plain I/O is tried; the device is not remembered.
    /// </remarks>
    internal static bool MeansUnsupported(SafeFileHandle file, int error)
    {
        if (error == Errno.NotSupported && TryGetDevice(file, out var device) && !IsUnsupported(device))
        {
            // If two threads add a device at once, one addition is lost, and the next attempt on the device adds it again.
            _unsupportedDevices = [.. _unsupportedDevices, device];
        }

        return error is Errno.NotSupported or Errno.NoSystemCall or Errno.NotPermitted
            || (error == Errno.Invalid && !Kernel.IsDirect(file));
    }

    private static bool IsUnsupported(ulong device) => Array.IndexOf(_unsupportedDevices, device) >= 0;

    private static bool TryGetDevice(SafeFileHandle file, out ulong device)
    {
        var known = Kernel.Status(file, out var status) == 0;
        device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        return known;
    }
}
