using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

public static class PageCache
{
    public static bool KeepPages { get; set; }

    public static BackgroundAdvice Background { get; } = new();

    public static void RegisterWrapper<T>(Func<T, Stream?> getInnerStream)
        where T : Stream
    {
    }

    public static AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public static AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0, bool durable = false) =>
        AdviceOutcome.Unsupported;

    public static AdviceOutcome Prefetch(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public static AdviceOutcome Expect(SafeFileHandle file, AccessPattern pattern) => AdviceOutcome.Unsupported;

    public static Residency GetResidency(SafeFileHandle file, long offset = 0, long length = 0) => default;

    public static Residency GetResidency(string path, long offset = 0, long length = 0) => default;

    public static ResidencyMap GetPageMap(SafeFileHandle file, long offset = 0, long length = 0) => new();

    public static ResidencyMap GetPageMap(string path, long offset = 0, long length = 0) => new();
}
