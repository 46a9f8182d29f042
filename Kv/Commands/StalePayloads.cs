using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Commands;

/// <summary>Finds and removes the payloads that a killed ds4 left in the temporary directory.</summary>
internal static class StalePayloads
{
    /// <summary>The minimum time since the last write of an abandoned payload. A running ds4 writes its payload continuously.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    /// <summary>Finds the abandoned payloads in a directory.</summary>
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

    /// <summary>Removes an abandoned payload. Returns false if the payload is not abandoned.</summary>
    internal static bool Remove(string path) => StaleFiles.RemovePayload(path, DateTimeOffset.UtcNow, Age);
}
