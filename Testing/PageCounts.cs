namespace IoPolicy.Testing;

/// <summary>Checks the requirements of tests that count cached pages.</summary>
public static class PageCounts
{
    /// <summary>Skips the test if the system does not report cached pages.</summary>
    public static void Require() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Counting cached pages needs Linux.");
}
