using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>Hints to the kernel about the pages that it caches of a file. All members are safe for all threads.</summary>
public static class PageCache
{
    /// <summary>
    /// Whether pages are kept: no hint is given that drops any. The first value is true where the environment variable
    /// <c>IOPOLICY_KEEP_PAGES</c> is set to anything, or else the AppContext switch <c>IoPolicy.KeepPages</c>.
    /// </summary>
    public static bool KeepPages { get; set; } =
        Environment.GetEnvironmentVariable("IOPOLICY_KEEP_PAGES") is not null
        || (AppContext.TryGetSwitch("IoPolicy.KeepPages", out var kept) && kept);

    /// <summary>Drops the clean, unmapped pages of a range (<c>POSIX_FADV_DONTNEED</c>).</summary>
    public static AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (KeepPages)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        if (!OperatingSystem.IsLinux())
        {
            return new AdviceOutcome(AdviceStatus.Unsupported);
        }

        var error = Native.FileAdvise(file, offset, length, Native.AdviceDontNeed);
        return error == 0 ? new AdviceOutcome(AdviceStatus.Issued) : new AdviceOutcome(AdviceStatus.Refused, error);
    }
}
