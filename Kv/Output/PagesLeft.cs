namespace Kv.Output;

/// <summary>What a save or a load left in the page cache, in words.</summary>
internal static class PagesLeft
{
    internal static string Of(FileResidency residency) => residency.CachedPages is { } cached
        ? $"{Quantity.Count(cached)} of {Quantity.Count(residency.Pages)} pages left in the cache"
        : "how many pages are left in the cache is not known";
}
