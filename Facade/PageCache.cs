using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

public static class PageCache
{
    public static bool KeepPages { get; set; }

    public static BackgroundAdvice Background { get; } = new();

    public static AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public static AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0, bool durable = false) =>
        AdviceOutcome.Unsupported;

    public static AdviceOutcome Prefetch(SafeFileHandle file, long offset = 0, long length = 0) => AdviceOutcome.Unsupported;

    public static AdviceOutcome Expect(SafeFileHandle file, AccessPattern pattern, long offset = 0, long length = 0) =>
        AdviceOutcome.Unsupported;
}
