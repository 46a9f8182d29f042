namespace IoPolicy.Testing;

/// <summary>Helps tests that count cached pages.</summary>
public static class PageCounts
{
    /// <summary>Skips the test if the system cannot tell which pages are cached.</summary>
    public static void Require() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The page cache is measured on Linux.");
}
