using System.Numerics;

namespace IoPolicy.Tool.Resident;

/// <summary>A set of pages of a file. Several processes can map one page, so mapped pages are a set and not a sum.</summary>
/// <param name="pages">The number of pages of the file.</param>
internal sealed class PageSet(long pages)
{
    private readonly ulong[] _bits = new ulong[(pages + 63) / 64];

    internal long Count => _bits.Sum(static word => (long)BitOperations.PopCount(word));

    /// <summary>Adds a page. The kernel maps no page beyond the end of a file, so such a page is ignored.</summary>
    internal void Add(long page)
    {
        if (page < pages)
        {
            _bits[page / 64] |= 1UL << (int)(page % 64);
        }
    }
}
