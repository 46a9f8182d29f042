using IoPolicy;
using Library;

public sealed class RoundTripTests
{
    /// <summary>The kernel's pages go in a test of the user's, too.</summary>
    [Fact]
    public void What_is_saved_is_loaded_and_leaves_no_page()
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
        Assert.SkipUnless(residency.IsKnown, "Nothing tells here which pages are cached.");
        Assert.Equal(0, residency.CachedPages);
    }
}
