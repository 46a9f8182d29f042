using IoPolicy;

namespace Kv.Output;

/// <summary>What a save or a load left in the page cache, in words.</summary>
internal static class PagesLeft
{
    internal static string Of(string path)
    {
        var reading = Residency.Of(path);
        return reading.CachedPages is { } cached
            ? $"{Quantity.Count(cached)} of {Quantity.Count(reading.FilePages)} pages left in the cache"
            : "how many pages are left in the cache is not known";
    }
}
