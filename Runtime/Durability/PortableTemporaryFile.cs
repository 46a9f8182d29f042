using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Durability;

/// <summary>A temporary file on a system other than 64-bit Linux. The steps use the methods of .NET.</summary>
/// <remarks>
/// On Windows, <c>File.Replace</c> keeps the identity and the access control list of the target, but is not atomic in every version. The
/// directory is not flushed.
/// </remarks>
internal sealed class PortableTemporaryFile(string target, DurableFileOptions options) : TemporaryFile(target, options)
{
    private readonly string _path = Path.Combine(Path.GetDirectoryName(target)!, NewName(options.TemporaryPrefix));
    private SafeFileHandle? _file;

    protected override FileStream Open()
    {
        if (Directory.Exists(Target))
        {
            Fail(DurableStep.CheckTarget, "it is a directory");
        }

        if (File.Exists(Target))
        {
            if (Options.FailIfExists)
            {
                Fail(DurableStep.CheckTarget, "it exists");
            }

            if (!Options.IgnoreTarget && (Run(DurableStep.CheckTarget, () => File.GetAttributes(Target)) & FileAttributes.ReadOnly) != 0)
            {
                Fail(DurableStep.CheckTarget, "it is read-only");
            }
        }

        // A second handle stays open, because the stream may be closed early, and the file must not look abandoned.
        _file = Run(DurableStep.CreateTemporaryFile, () => File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        _ = Run(DurableStep.SetPermissions, SetMode);

        return Run(DurableStep.OpenTemporaryFile, () =>
            new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, Options.BufferSize, FileOptions.Asynchronous));
    }

    private bool SetMode()
    {
        if (!OperatingSystem.IsWindows())
        {
            var hasTarget = !Options.IgnoreTarget && File.Exists(Target);
            File.SetUnixFileMode(_path, Options.Mode ?? (hasTarget ? File.GetUnixFileMode(Target) : UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        return true;
    }

    protected override void SyncFile()
    {
        var error = Run(DurableStep.FlushTemporaryFile, () => Kernel.FlushToDisk(_file!));
        if (error != 0)
        {
            Fail(DurableStep.FlushTemporaryFile, error);
        }
    }

    protected override void Rename()
    {
        _file!.Dispose(); // Windows does not rename an open file.
        _ = Run(DurableStep.Rename, () =>
        {
            if (Options is { FailIfExists: false, IgnoreTarget: false } && File.Exists(Target))
            {
                File.Replace(_path, Target, Options.BackupPath);
            }
            else
            {
                File.Move(_path, Target, overwrite: Options is { FailIfExists: false, IgnoreTarget: true });
            }

            return true;
        });
    }

    protected override void SyncDirectory()
    {
    }

    protected override void Discard()
    {
        if (_file is { IsClosed: false })
        {
            RandomAccess.SetLength(_file, 0);
        }
    }

    protected override void Remove()
    {
        try
        {
            _file?.Dispose();
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // RemoveAbandoned may remove the file later.
        }
    }

    protected override void Close() => _file?.Dispose();
}
