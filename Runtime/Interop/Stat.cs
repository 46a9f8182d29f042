using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>
/// Calls <c>fstat</c> if <c>statx</c> is unavailable. The kernel's <c>struct stat</c> differs between architectures.
/// loongarch64, which has only <c>statx</c> before Linux 6.11, answers <c>ENOSYS</c>.
/// </summary>
internal static class Stat
{
    /// <summary>The largest <c>struct stat</c> of a 64-bit architecture takes 144 bytes.</summary>
    internal const int Size = 256;

    internal const int DeviceOffset = 0;
    internal const int InodeOffset = 8;
    internal const int LengthOffset = 48;

    internal static nint Number { get; } = NumberOn(RuntimeInformation.ProcessArchitecture);

    private static int ModeOffset { get; } = ModeOffsetOn(RuntimeInformation.ProcessArchitecture);

    /// <summary>The link count is 8 bytes before the mode if the mode is at 24; otherwise it is between the mode and the user.</summary>
    private static int LinksOffset => ModeOffset == 24 ? 16 : 20;

    private static int UserOffset => ModeOffset == 24 ? 28 : 24;

    /// <summary>s390x has no block counts before the times.</summary>
    private static int ChangeTimeOffset => RuntimeInformation.ProcessArchitecture == Architecture.S390x ? 88 : 104;

    internal static nint NumberOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 5,
        Architecture.S390x or Architecture.Ppc64le => 108,
        _ => 80, // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    internal static int ModeOffsetOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 or Architecture.S390x or Architecture.Ppc64le => 24,
        _ => 16, // asm-generic/stat.h
    };

    /// <summary>The fields that are also in <see cref="StatX"/>.</summary>
    internal static StatX Read(ReadOnlySpan<byte> stat)
    {
        // new_encode_dev: the minor number's low 8 bits, 12 bits of the major number, the minor number's high 12 bits.
        var device = MemoryMarshal.Read<ulong>(stat[DeviceOffset..]);
        return new StatX
        {
            Mode = (ushort)MemoryMarshal.Read<uint>(stat[ModeOffset..]),
            Links = MemoryMarshal.Read<uint>(stat[LinksOffset..]),
            User = MemoryMarshal.Read<uint>(stat[UserOffset..]),
            Group = MemoryMarshal.Read<uint>(stat[(UserOffset + 4)..]),
            InodeNumber = MemoryMarshal.Read<ulong>(stat[InodeOffset..]),
            ChangedSeconds = MemoryMarshal.Read<long>(stat[ChangeTimeOffset..]),
            ChangedNanoseconds = (uint)MemoryMarshal.Read<long>(stat[(ChangeTimeOffset + 8)..]),
            Length = MemoryMarshal.Read<ulong>(stat[LengthOffset..]),
            DeviceMajor = (uint)(device >> 8) & 0xfff,
            DeviceMinor = (uint)(device & 0xff) | ((uint)(device >> 12) & 0xfff00),
        };
    }
}
