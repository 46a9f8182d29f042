using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Commands;

/// <summary>The payloads that a ds4 left in the directory for temporary files when it died, and the option that names it.</summary>
internal static class StalePayloads
{
    /// <summary>A ds4 that prepares a payload writes all the time.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    /// <summary>The abandoned payloads.</summary>
    /// <exception cref="CommandException">The directory cannot be read.</exception>
    internal static IReadOnlyList<FileInfo> In(string directory)
    {
        try
        {
            return StaleFiles.AbandonedPayloads(directory, DateTimeOffset.UtcNow, Age);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{directory}: {FailureSentence.ReasonOf(failure)}", failure);
        }
    }

    /// <summary>Removes one of them. Returns whether it was removed.</summary>
    internal static bool Remove(string path) => StaleFiles.RemovePayload(path, DateTimeOffset.UtcNow, Age);
}
