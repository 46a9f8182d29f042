namespace KvCache;

/// <summary>The kinds of text that name a file. All members are thread-safe.</summary>
public static class KvcKeyKinds
{
    /// <summary>The kind's name in ds4: responses-visible, thinking-visible or token-text.</summary>
    public static string KeyKind(this KvcExtensions extensions) =>
        extensions.HasFlag(KvcExtensions.ResponsesVisible) ? "responses-visible"
        : extensions.HasFlag(KvcExtensions.ThinkingVisible) ? "thinking-visible"
        : "token-text";
}
