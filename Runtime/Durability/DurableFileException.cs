namespace IoPolicy;

/// <summary>A step of <see cref="DurableFile"/> failed.</summary>
/// <remarks>
/// <see cref="Exception.HResult"/> is the error number of the kernel, if there is one. Only <see cref="DurableFile"/> creates instances.
/// </remarks>
public sealed class DurableFileException : IOException
{
    internal DurableFileException(string path, DurableFileStep step, string activity, string reason, int error, Exception? inner)
        : base(MessageOf(path, step, activity, reason.TrimEnd('.')), inner)
    {
        (Path, Step, Activity, Reason) = (path, step, activity, reason.TrimEnd('.'));
        if (inner is not null || error != 0)
        {
            HResult = error;
        }
    }

    /// <summary>The full path of the file that was to be replaced or created.</summary>
    public string Path { get; }

    /// <summary>The step that failed.</summary>
    public DurableFileStep Step { get; }

    /// <summary>The reason, in the words of the system and without a period at the end: "No space left on device".</summary>
    public string Reason { get; }

    /// <summary>
    /// Whether the new file has replaced the target. If true, only the flush of the directory failed, and the old file may be back after a
    /// power loss. If false, the target is unchanged.
    /// </summary>
    public bool IsPublished => Step == DurableFileStep.FlushDirectory;

    /// <summary>The step in words: "flushing the temporary file to disk".</summary>
    internal string Activity { get; }

    private static string MessageOf(string path, DurableFileStep step, string activity, string reason) =>
        $"Replacing '{path}' failed at {activity}: {reason}. "
        + (step == DurableFileStep.FlushDirectory ? "The new file is in place, but a power loss may bring the old one back." : "The target is unchanged.");
}
