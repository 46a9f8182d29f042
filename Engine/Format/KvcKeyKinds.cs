namespace KvCache;

/// <summary>What kind of text a file is named by. All members are safe for all threads.</summary>
public static class KvcKeyKinds
{
    /// <summary>The kind's name, as ds4 spells it: responses-visible, thinking-visible or token-text.</summary>
    public static string KeyKind(this KvcExtensions extensions) =>
        extensions.HasFlag(KvcExtensions.ResponsesVisible) ? "responses-visible"
        : extensions.HasFlag(KvcExtensions.ThinkingVisible) ? "thinking-visible"
        : "token-text";
}
