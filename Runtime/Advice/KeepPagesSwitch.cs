namespace IoPolicy.Advice;

/// <summary>Whether all policies keep their pages: the state of <see cref="PageCache.KeepPages"/>.</summary>
internal static class KeepPagesSwitch
{
    internal static bool IsOn { get; set; } =
        Environment.GetEnvironmentVariable("IOPOLICY_KEEP_PAGES") is not null
        || (AppContext.TryGetSwitch("IoPolicy.KeepPages", out var kept) && kept);
}
