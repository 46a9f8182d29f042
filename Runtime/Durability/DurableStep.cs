using IoPolicy.Interop;

namespace IoPolicy.Durability;

/// <summary>A step of <see cref="DurableFile"/>, or a part of one, and the words for it in messages.</summary>
internal readonly record struct DurableStep(DurableFileStep Step, string Activity)
{
    internal static readonly DurableStep ResolvePath = new(DurableFileStep.ResolvePath, "resolving the path");
    internal static readonly DurableStep OpenDirectory = new(DurableFileStep.OpenDirectory, "opening the directory");
    internal static readonly DurableStep CheckTarget = new(DurableFileStep.CheckTarget, "checking the target");
    internal static readonly DurableStep CreateTemporaryFile = new(DurableFileStep.CreateTemporaryFile, "creating the temporary file");
    internal static readonly DurableStep LockTemporaryFile = new(DurableFileStep.CreateTemporaryFile, "locking the temporary file");
    internal static readonly DurableStep OpenTemporaryFile = new(DurableFileStep.CreateTemporaryFile, "opening the temporary file");
    internal static readonly DurableStep SetOwner = new(DurableFileStep.CopyAttributes, "setting the owner");
    internal static readonly DurableStep CopyExtendedAttributes = new(DurableFileStep.CopyAttributes, "copying the extended attributes");
    internal static readonly DurableStep SetPermissions = new(DurableFileStep.CopyAttributes, "setting the permissions");
    internal static readonly DurableStep WriteTemporaryFile = new(DurableFileStep.WriteTemporaryFile, "writing the temporary file");
    internal static readonly DurableStep FlushTemporaryFile = new(DurableFileStep.FlushTemporaryFile, "flushing the temporary file to disk");
    internal static readonly DurableStep KeepBackup = new(DurableFileStep.KeepBackup, "keeping the backup");
    internal static readonly DurableStep Rename = new(DurableFileStep.Rename, "renaming the temporary file");
    internal static readonly DurableStep FlushDirectory = new(DurableFileStep.FlushDirectory, "flushing the directory to disk");

    /// <summary>Creates the exception for a failure of the step.</summary>
    internal DurableFileException Failure(string target, string reason, int error) => new(target, Step, Activity, reason, error, inner: null);

    /// <summary>Creates the exception for an exception of a .NET method.</summary>
    internal DurableFileException Failure(string target, Exception inner) => new(target, Step, Activity, inner.Message, NumberOf(inner), inner);

    /// <summary>
    /// Gets the error number of an exception. On Unix, for some errors, only an inner exception or the exception's type shows the number
    /// (<c>Interop.GetExceptionForIoErrno</c>).
    /// </summary>
    private static int NumberOf(Exception exception) => exception switch
    {
        _ when OperatingSystem.IsWindows() || exception.HResult > 0 => exception.HResult,
        { InnerException: IOException { HResult: > 0 and var number } } => number,
        FileNotFoundException or DirectoryNotFoundException => Errno.NoEntry,
        UnauthorizedAccessException => Errno.AccessDenied,
        _ => exception.HResult,
    };
}
