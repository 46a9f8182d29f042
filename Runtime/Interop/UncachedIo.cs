using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>Uncached I/O: reads and writes that leave no pages in the page cache (<c>RWF_DONTCACHE</c>).</summary>
/// <remarks>
/// The first read or write shows whether a file system supports uncached I/O. A test call for 0 bytes would not show it, because this call
/// succeeds on every file system. This class remembers the devices without support. ext4 and XFS support uncached I/O; btrfs, tmpfs and overlayfs
/// do not (Linux 6.18).
/// </remarks>
internal static class UncachedIo
{
    /// <summary>Each addition replaces the whole set, because a machine has few devices.</summary>
    private static ulong[] _unsupportedDevices = [];

    /// <summary>Whether uncached I/O is worth an attempt on a file: no earlier attempt has failed for its device or for the process.</summary>
    internal static bool MayBeSupported(SafeFileHandle file) =>
        Kernel.IsSupported
        && !(UnavailableCalls.Contains(OptionalCall.ReadVector2) && UnavailableCalls.Contains(OptionalCall.WriteVector2))
        && !(TryGetDevice(file, out var device) && IsUnsupported(device));

    /// <summary>
    /// Reads at an offset until the buffer is full or the file ends. Returns the number of bytes, or −1 if cached I/O must be used.
    /// </summary>
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

    /// <summary>Writes all bytes at an offset. Returns false if cached I/O must be used. Then no byte was written.</summary>
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

    /// <summary>Whether an error number means that there is no uncached I/O, so that cached I/O is worth an attempt.</summary>
    /// <remarks>
    /// Only EOPNOTSUPP says something about the device: the file system has no <c>FOP_DONTCACHE</c>, or the kernel does not know the flag
    /// (<c>kiocb_set_rw_flags</c>). ENOSYS and EPERM concern the process, and <see cref="UnavailableCalls"/> remembers them. EINVAL has two
    /// causes. With <c>O_DIRECT</c>, it can mean that the buffer or the offset of this call is not aligned. Without <c>O_DIRECT</c>, it is
    /// the answer of kernels before 4.13 to an unknown flag.
    /// </remarks>
    internal static bool MeansUnsupported(SafeFileHandle file, int error)
    {
        if (error == Errno.NotSupported && TryGetDevice(file, out var device) && !IsUnsupported(device))
        {
            // If two threads add a device at once, one addition is lost. The next attempt on that device adds it again.
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
