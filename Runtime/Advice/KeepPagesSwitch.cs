namespace IoPolicy.Advice;

/// <summary>Whether all policies keep their pages: the state behind <see cref="PageCache.KeepPages"/>, which every hint asks.</summary>
internal static class KeepPagesSwitch
{
    internal static bool IsOn { get; set; } =
        Environment.GetEnvironmentVariable("IOPOLICY_KEEP_PAGES") is not null
        || (AppContext.TryGetSwitch("IoPolicy.KeepPages", out var kept) && kept);
}
