using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>The system calls that .NET has no way to say: open without following a link, and the kind of what was opened.</summary>
internal static partial class Posix
{
    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    internal const int LockExclusive = 2;
    internal const int LockNow = 4;

    internal const int Interrupted = 4;
    internal const int WouldBlock = 11;
    internal const int NoSuchProcess = 3;

    private const int EmptyPath = 0x1000;
    private const uint TypeAndSize = 0x1 | 0x200;

    /// <summary>The two flags whose numbers differ between architectures (<c>asm/fcntl.h</c>).</summary>
    private static readonly bool ArmOrPower =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le;

    internal static readonly int NoFollow = ArmOrPower ? 0x8000 : 0x20000;

    internal static readonly int DirectoryOnly = ArmOrPower ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    /// <summary>Whether the file is a regular one, and its length. Of statx, whose layout is the same everywhere.</summary>
    internal static bool TryStat(SafeFileHandle file, out bool isRegular, out long length)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (Statx(file, "", EmptyPath, TypeAndSize, buffer) != 0)
        {
            isRegular = false;
            length = 0;
            return false;
        }

        const int TypeMask = 0xF000;
        const int Regular = 0x8000;
        isRegular = (MemoryMarshal.Read<ushort>(buffer[28..]) & TypeMask) == Regular;
        length = MemoryMarshal.Read<long>(buffer[40..]);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, Span<byte> buffer);
}
