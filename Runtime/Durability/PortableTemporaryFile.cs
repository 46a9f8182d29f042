using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Durability;

/// <summary>The steps by .NET's own calls, for every system but 64-bit Linux.</summary>
/// <remarks>
/// <c>File.Replace</c> keeps the identity and the access control list of the target on Windows. It is not atomic there in
/// every version, and no directory is flushed.
/// </remarks>
internal sealed class PortableTemporaryFile(string target, DurableFileOptions options) : TemporaryFile(target, options)
{
    private readonly string _path = Path.Combine(Path.GetDirectoryName(target)!, NewName(options.TemporaryPrefix));
    private SafeFileHandle? _file;

    protected override FileStream Open()
    {
        if (Directory.Exists(Target))
        {
            Fail("checking the target", "it is a directory");
        }

        if (File.Exists(Target))
        {
            if (Options.FailIfExists)
            {
                Fail("checking the target", "it exists");
            }

            if (!Options.IgnoreTarget && (Run("checking the target", () => File.GetAttributes(Target)) & FileAttributes.ReadOnly) != 0)
            {
                Fail("checking the target", "it is read-only");
            }
        }

        // Kept open besides the stream, which may be closed early, so that nobody takes the file for abandoned.
        _file = Run("creating the temporary file", () => File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        _ = Run("setting the permissions", SetMode);

        return Run("opening the temporary file", () =>
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
        var error = Run("flushing the temporary file to disk", () => Kernel.FlushToDisk(_file!));
        if (error != 0)
        {
            Fail("flushing the temporary file to disk", error);
        }
    }

    protected override void Rename()
    {
        _file!.Dispose(); // Windows replaces no open file.
        _ = Run("renaming the temporary file", () =>
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
            // Left for RemoveAbandoned.
        }
    }

    protected override void Close() => _file?.Dispose();
}
