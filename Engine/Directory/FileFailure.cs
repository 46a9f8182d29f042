namespace KvCache;

/// <summary>
/// Something that could not be done with a file beside the work that was asked for, and did not make that fail: a hit that
/// was not counted, a file that was not removed. Immutable.
/// </summary>
/// <param name="Path">The file, or the directory.</param>
/// <param name="What">What was not done, as a clause: "the hit was not counted".</param>
/// <param name="Error">Why.</param>
public sealed record FileFailure(string Path, string What, Exception Error)
{
    /// <summary>The failure in a sentence.</summary>
    public override string ToString() => $"{Path}: {What}: {Error.Message}";

    /// <summary>Does something beside the work that was asked for. A failure is added to a list, and is not thrown.</summary>
    internal static bool Try(string path, string what, List<FileFailure> failures, Func<bool> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            failures.Add(new FileFailure(path, what, error));
            return false;
        }
    }
}
