using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>
/// <c>struct statfs</c>. Its first word is the magic number of the file system on every 64-bit architecture except s390x.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatFs
{
    internal const long OverlayFs = 0x794C7630;
    internal const long TmpFs = 0x01021994;
    internal const long RamFs = 0x858458F6;
    internal const long Fuse = 0x65735546;

    [FieldOffset(0)]
    internal long Magic;
}
