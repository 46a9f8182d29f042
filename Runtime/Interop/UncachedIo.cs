using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>Reads and writes that leave nothing in the page cache (<c>RWF_DONTCACHE</c>).</summary>
/// <remarks>
/// Whether a file system knows them is found out by the first real attempt (a call for no bytes succeeds everywhere),
/// and remembered for its device: ext4 and XFS do, btrfs, tmpfs and overlayfs do not (Linux 6.18).
/// </remarks>
internal static class UncachedIo
{
    private static readonly ConcurrentDictionary<ulong, bool> Unsupported = new();

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

    /// <summary>Writes all bytes at an offset; false where the file system does not know uncached writes: none was written.</summary>
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

    /// <summary>Whether an error number says that the file system does not know uncached I/O; then its device is remembered.</summary>
    internal static bool MeansUnsupported(SafeFileHandle file, int error)
    {
        if (error is not (Errno.NotSupported or Errno.NoSystemCall or Errno.Invalid))
        {
            return false;
        }

        Unsupported[Device(file)] = true;
        return true;
    }

    private static ulong Device(SafeFileHandle file) =>
        Kernel.Status(file, out var status) == 0 ? ((ulong)status.DeviceMajor << 32) | status.DeviceMinor : 0;
}
