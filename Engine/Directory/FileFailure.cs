namespace KvCache;

/// <summary>
/// A failure of a secondary step that did not fail the operation: a hit that was not counted, or a file that was not removed.
/// Immutable.
/// </summary>
/// <param name="Path">The file, or the directory.</param>
/// <param name="What">The failed step, as a clause: "the hit was not counted".</param>
/// <param name="Error">The cause.</param>
public sealed record FileFailure(string Path, string What, Exception Error)
{
    /// <summary>The failure as a sentence.</summary>
    public override string ToString() => $"{Path}: {What}: {Error.Message}";

    /// <summary>Runs a step beside the requested work. A failure is added to a list, and is not thrown.</summary>
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
