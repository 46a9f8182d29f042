using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>
/// Gets the kind, the length and the identity of an open file by <c>statx</c>, or by <c>fstat</c> if a sandbox does not allow <c>statx</c>.
/// </summary>
internal static partial class Posix
{
    private const int EmptyPath = 0x1000;
    private const uint TypeInodeAndSize = 0x1 | 0x100 | 0x200;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>glibc before 2.33 exports no fstat, so the call goes through syscall(2).</summary>
    private static readonly nint StatNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 5,
        Architecture.S390x or Architecture.Ppc64le => 108,
        _ => 80, // asm-generic/unistd.h
    };

    /// <summary>
    /// The offset of the mode in the kernel's struct stat. The device, the inode and the length are at 0, 8 and 48 on all
    /// 64-bit architectures of .NET.
    /// </summary>
    private static readonly int ModeOffset = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.S390x or Architecture.Ppc64le => 24,
        _ => 16, // asm-generic/stat.h
    };

    private static volatile bool _hasNoStatx;

    /// <summary>
    /// Gets the status of an open file. For a system call that a seccomp profile does not list, a container runtime returns EPERM or,
    /// since 2021 and for calls newer than those in the profile, ENOSYS. A kernel that .NET supports returns neither for an open file.
    /// </summary>
    internal static bool TryStat(SafeFileHandle file, out FileStatus status)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return TryStat((int)file.DangerousGetHandle(), out status);
        }
        finally
        {
            if (isHeld)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Gets the status of a descriptor that the caller keeps open.</summary>
    internal static bool TryStat(int file, out FileStatus status)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (!_hasNoStatx && Statx(file, "\0"u8, EmptyPath, TypeInodeAndSize, buffer) == 0)
        {
            status = new FileStatus(
                (MemoryMarshal.Read<ushort>(buffer[28..]) & TypeMask) == RegularType,
                MemoryMarshal.Read<long>(buffer[40..]),
                new FileIdentity(MemoryMarshal.Read<uint>(buffer[136..]), MemoryMarshal.Read<uint>(buffer[140..]), MemoryMarshal.Read<ulong>(buffer[32..])));
            return true;
        }

        _hasNoStatx |= Marshal.GetLastPInvokeError() is Errno.EPERM or Errno.ENOSYS;
        if (!_hasNoStatx || Stat(StatNumber, file, buffer) != 0)
        {
            status = default;
            return false;
        }

        // new_encode_dev: the minor number's low 8 bits, 12 bits of the major number, the minor number's high 12 bits.
        var device = MemoryMarshal.Read<ulong>(buffer);
        status = new FileStatus(
            (MemoryMarshal.Read<uint>(buffer[ModeOffset..]) & TypeMask) == RegularType,
            MemoryMarshal.Read<long>(buffer[48..]),
            new FileIdentity((uint)(device >> 8) & 0xfff, (uint)(device & 0xff) | ((uint)(device >> 12) & 0xfff00), MemoryMarshal.Read<ulong>(buffer[8..])));
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int directory, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> buffer);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Stat(nint number, nint file, Span<byte> buffer);
}
