using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Fills a <see cref="ResidencyMap"/>.</summary>
internal static class ResidencyMapReader
{
    internal static ResidencyMap Read(SafeFileHandle file, long offset, long length)
    {
        if (Kernel.Status(file, out var status) != 0 || !status.IsRegular)
        {
            return ResidencyMap.Unknown(0, 0);
        }

        var span = PageSpan.Of((long)status.Length, offset, length);
        var bits = new BitSetter { First = span.First, Bits = new ulong[(span.Count + 63) / 64] };
        return MinCore.Scan(file, (long)status.Length, span, ref bits)
            ? new ResidencyMap(span.First, span.Count, bits.Bits)
            : ResidencyMap.Unknown(span.First, span.Count);
    }

    private struct BitSetter : MinCore.IVisitor
    {
        internal long First;
        internal ulong[] Bits;

        public readonly void Visit(long firstPage, ReadOnlySpan<byte> pages)
        {
            var at = firstPage - First;
            foreach (var page in pages)
            {
                Bits[at >> 6] |= (ulong)(page & 1) << (int)(at & 63);
                at++;
            }
        }
    }
}
