using System.Text;

namespace KvCache;

/// <summary>The name of a cache file, kept as its key and not as a string: 32 bytes, so that many names fit in memory.</summary>
/// <param name="Key">The key; all zeros for the system prompt.</param>
/// <param name="OtherSpelling">The name, if it is not the key in lower case; otherwise null.</param>
internal readonly record struct CacheFileName(KvcKey Key, string? OtherSpelling)
{
    /// <summary>The name of the system prompt of ds4's agent, which has no key.</summary>
    internal const string SystemPromptName = "sysprompt.kv";

    /// <summary>The name of the system prompt of ds4's agent.</summary>
    internal static CacheFileName SystemPrompt { get; } = new(default, SystemPromptName);

    /// <summary>Whether the name is that of the system prompt.</summary>
    internal bool IsSystemPrompt => OtherSpelling == SystemPromptName;

    /// <summary>The key that the file's text or title must have; null for the system prompt.</summary>
    internal KvcKey? RequiredKey => IsSystemPrompt ? null : Key;

    /// <summary>Reads a name. False for a name of another file.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out CacheFileName name)
    {
        var isOurs = KvcKey.TryParseFileName(text, out var key);
        name = new CacheFileName(key, isOurs && text.ContainsAnyInRange('A', 'F') ? text.ToString() : null);
        return isOurs;
    }

    /// <summary>Reads a name in UTF-8. The name of a cache file is all ASCII.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out CacheFileName name)
    {
        var isOurs = KvcKey.TryParseFileName(text, out var key);
        name = new CacheFileName(key, isOurs && text.ContainsAnyInRange((byte)'A', (byte)'F') ? Encoding.ASCII.GetString(text) : null);
        return isOurs;
    }

    /// <summary>Writes the name in ASCII, and does not change the bytes after it.</summary>
    internal void Write(Span<byte> name)
    {
        if (OtherSpelling is null)
        {
            Key.FormatFileName(name);
        }
        else
        {
            _ = Encoding.ASCII.GetBytes(OtherSpelling, name);
        }
    }

    /// <summary>The path of the file in a directory.</summary>
    internal string PathIn(string directory) => Path.Combine(directory, ToString());

    public override string ToString() => OtherSpelling ?? Key.FileName;
}
