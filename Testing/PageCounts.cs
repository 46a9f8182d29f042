namespace IoPolicy.Testing;

/// <summary>The pages that tests count.</summary>
public static class PageCounts
{
    /// <summary>Skips the test where nothing tells which pages are cached.</summary>
    public static void Require() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The page cache is measured on Linux.");
}
