using IoPolicy;
using Library;

public sealed class RoundTripTests
{
    /// <summary>A policy drops the pages in a user's test too.</summary>
    [Fact]
    public void A_saved_payload_is_loaded_and_leaves_no_page()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "payload");
        var payload = new byte[1 << 20];
        Random.Shared.NextBytes(payload);
        using (var file = File.Create(path))
        {
            new CheckpointSerializer().Save(file, payload);
        }

        using (var file = File.OpenRead(path))
        {
            Assert.Equal(payload, new CheckpointSerializer().Load(file));
        }

        var residency = PageCache.GetResidency(path);
        Assert.SkipUnless(residency.IsKnown, "The kernel does not report here which pages are cached.");
        Assert.Equal(0, residency.CachedPages);
    }
}
