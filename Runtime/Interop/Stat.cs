using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>
/// The kernel's <c>struct stat</c>, which differs between architectures, and the number of <c>fstat</c>, for a process without
/// <c>statx</c>. On loongarch64, <c>fstat</c> fails with <c>ENOSYS</c> before Linux 6.11.
/// </summary>
internal static class Stat
{
    /// <summary>The size of the buffer. The largest <c>struct stat</c> of a 64-bit architecture takes 144 bytes.</summary>
    internal const int Size = 256;

    internal const int DeviceOffset = 0;
    internal const int InodeOffset = 8;
    internal const int LengthOffset = 48;

    internal static nint Number { get; } = NumberOn(RuntimeInformation.ProcessArchitecture);

    private static int ModeOffset { get; } = ModeOffsetOn(RuntimeInformation.ProcessArchitecture);

    /// <summary>If the mode is at offset 24, the link count is in the 8 bytes before the mode. Otherwise the count is between the mode and the user.</summary>
    private static int LinksOffset => ModeOffset == 24 ? 16 : 20;

    private static int UserOffset => ModeOffset == 24 ? 28 : 24;

    /// <summary>On s390x, the block counts come after the times, so the times have smaller offsets.</summary>
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

    /// <summary>Reads the fields that <see cref="StatX"/> has too.</summary>
    internal static StatX Read(ReadOnlySpan<byte> stat)
    {
        // The layout of new_encode_dev, from the lowest bit: 8 low bits of the minor number, 12 bits of the major number, 12 high bits of
        // the minor number.
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
