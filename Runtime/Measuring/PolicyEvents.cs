using System.Diagnostics.Tracing;

namespace IoPolicy.Measuring;

/// <summary>The event source "IoPolicy", for <c>dotnet-trace</c> and event listeners.</summary>
[EventSource(Name = "IoPolicy")]
internal sealed class PolicyEvents : EventSource
{
    internal static PolicyEvents Log { get; } = new();

    private PolicyEvents()
    {
    }

    /// <summary>A call of a method with a policy ended, or the user issued advice. <c>outcome</c> is the result.</summary>
    [Event(1, Level = EventLevel.Informational)]
    internal void Advice(string method, string policy, string outcome)
    {
        if (IsEnabled())
        {
            WriteEvent(1, method, policy, outcome);
        }
    }

    /// <summary>Pages stayed cached in spite of advice. Only if <c>IOPOLICY_VERIFY</c> is set.</summary>
    [Event(2, Level = EventLevel.Warning)]
    internal void Ineffective(string method, string cause, long pages, string path)
    {
        if (IsEnabled())
        {
            WriteEvent(2, method, cause, pages, path);
        }
    }

    /// <summary>The use of a drop-behind stream or file ended. <c>uncachedBytes</c> of its bytes used uncached I/O, and <c>windowBytes</c> used windows.</summary>
    [Event(3, Level = EventLevel.Informational)]
    internal void DropBehind(string method, string policy, long uncachedBytes, long windowBytes)
    {
        if (IsEnabled())
        {
            WriteEvent(3, method, policy, uncachedBytes, windowBytes);
        }
    }

    /// <summary>
    /// A method with <c>Durable = true</c> returned, but its file could not be flushed to disk. <c>cause</c> is the result of its advice.
    /// </summary>
    [Event(4, Level = EventLevel.Warning)]
    internal void NotDurable(string method, string cause)
    {
        if (IsEnabled())
        {
            WriteEvent(4, method, cause);
        }
    }

    /// <summary>A directory has more files or entries than a policy with <c>Recurse = true</c> covers. Reported once per policy.</summary>
    [Event(5, Level = EventLevel.Warning)]
    internal void DirectoryLimit(string method, string path, int maxFiles, int maxEntries)
    {
        if (IsEnabled())
        {
            WriteEvent(5, method, path, maxFiles, maxEntries);
        }
    }
}
