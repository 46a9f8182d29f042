using IoPolicy.CommandLine;

namespace Kv.Output;

/// <summary>Describes the pages that a save or a load left in the page cache.</summary>
internal static class PagesLeft
{
    internal static string Of(FileResidency residency) => residency.CachedPages is { } cached
        ? $"{Formatting.Count(cached)} of {Formatting.Count(residency.Pages ?? 0, "page")} left in the cache"
        : "the number of pages left in the cache is unknown";
}
