using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Durability;

/// <summary>A temporary file on 64-bit Linux. The steps make system calls themselves, because .NET does not report all of their errors.</summary>
/// <remarks>
/// This class keeps a descriptor of its own, because the user may close the stream before the commit. The kernel reports a write-back
/// error once to each open file (<c>errseq_t</c>), so a flush of the user's stream cannot consume the report for this descriptor.
/// </remarks>
internal sealed class LinuxTemporaryFile(string target, DurableFileOptions options) : TemporaryFile(target, options)
{
    private const int Tries = 100;
    private const uint OwnerAccess = 0x180; // 0600

    private readonly string _targetName = Path.GetFileName(target);
    private readonly string _directoryPath = Path.GetDirectoryName(target) ?? "/";
    private SafeFileHandle? _directory;
    private SafeFileHandle? _file;
    private string? _name;

    protected override FileStream Open()
    {
        // The directory is opened now, so that a shortage of descriptors is found before the old file is gone.
        var error = DirectoryCalls.OpenDirectory(_directoryPath, out var directory);
        if (error != 0)
        {
            Fail(DurableStep.OpenDirectory, error);
        }

        _directory = directory;
        using var old = OpenTarget(out var status);
        CreateFile();
        var stream = Run(DurableStep.OpenTemporaryFile, () =>
            new FileStream(Path.Combine(_directoryPath, _name!), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, Options.BufferSize));
        try
        {
            if (!IsSame(stream.SafeFileHandle, _file!, out error))
            {
                Fail(DurableStep.OpenTemporaryFile, error == 0 ? "another process has replaced it" : Errno.Describe(error), error);
            }

            ApplyAttributes(old is null ? null : (_directory, _targetName, status));
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    protected override void SyncFile()
    {
        var error = Kernel.SyncAll(_file!);
        if (error != 0)
        {
            Fail(DurableStep.FlushTemporaryFile, error);
        }
    }

    protected override void Rename()
    {
        using (var old = OpenTarget(out _))
        {
            if (old is not null && Options.BackupPath is { } backup)
            {
                KeepBackup(backup);
            }
        }

        var error = Options.FailIfExists
            ? RenameIfFree()
            : DirectoryCalls.Rename(_directory!, _name!, _directory!, _targetName);

        // The rename may have succeeded in spite of the error: if the answer of a file server is lost, the client repeats the call, and
        // the second answer is ENOENT.
        if (error != 0 && !IsPublished())
        {
            if (Options.FailIfExists && IsUnsupported(error))
            {
                Fail(DurableStep.Rename, "the file system has neither hard links nor a rename that keeps an existing file", error);
            }

            Fail(DurableStep.Rename, error);
        }
    }

    protected override void SyncDirectory()
    {
        var error = Kernel.SyncAll(_directory!);
        if (error is not (0 or Errno.BadDescriptor or Errno.Invalid or Errno.NoSystemCall or Errno.NotSupported))
        {
            Fail(DurableStep.FlushDirectory, error);
        }
    }

    protected override void Discard()
    {
        if (_file is not null)
        {
            _ = DirectoryCalls.Truncate(_file);
        }
    }

    protected override void Remove()
    {
        if (_name is not null)
        {
            _ = DirectoryCalls.Unlink(_directory!, _name);
        }
    }

    protected override void Close()
    {
        if (_file is { IsClosed: false })
        {
            // A process that another thread starts holds a copy of each descriptor until its exec, and the lock with it. So closing alone
            // could leave the published file locked for a moment, and .NET could not open it with FileShare.None.
            _ = DirectoryCalls.Unlock(_file);
            _file.Dispose();
        }

        _directory?.Dispose();
    }

    private static bool IsSame(SafeFileHandle one, SafeFileHandle other, out int error) =>
        (error = Kernel.Status(one, out var first)) == 0
        && (error = Kernel.Status(other, out var second)) == 0
        && (first.InodeNumber, first.DeviceMajor, first.DeviceMinor) == (second.InodeNumber, second.DeviceMajor, second.DeviceMinor);

    private void ApplyAttributes((SafeFileHandle Directory, string Name, StatX Status)? target)
    {
        if (Options is { IgnoreTarget: true, Mode: null })
        {
            // The file already has mode 0600, and some file systems refuse fchmod.
            return;
        }

        var (step, error) = TargetAttributes.Apply(target, Options.Mode, _file!);
        if (error != 0)
        {
            Fail(step, error);
        }
    }

    /// <summary>
    /// Opens the target for its status, and checks whether it can be replaced. Returns null if there is no target, or if the options ignore
    /// it.
    /// </summary>
    /// <exception cref="IOException">The target cannot be replaced.</exception>
    private SafeFileHandle? OpenTarget(out StatX status)
    {
        var step = DurableStep.CheckTarget;
        status = default;
        if (Options is { IgnoreTarget: true, FailIfExists: false })
        {
            return null;
        }

        var error = DirectoryCalls.OpenPath(_directory!, _targetName, out var old);
        if (error == Errno.NoEntry)
        {
            return null;
        }

        error = error != 0 ? error : Kernel.Status(old, out status, StatX.Basic);
        if (error == 0 && status is { IsRegular: true, IsWritable: true } && !Options.FailIfExists)
        {
            return old;
        }

        old.Dispose();
        if (error != 0)
        {
            Fail(step, error);
        }

        Fail(
            step,
            status.IsLink ? "it is a symbolic link"
                : status.IsDirectory ? "it is a directory"
                : !status.IsRegular ? "it is not a regular file"
                : Options.FailIfExists ? "it exists"
                : "it is read-only, since its mode has no write permission",
            Options.FailIfExists ? Errno.Exists : status.IsRegular ? Errno.AccessDenied : 0);
        return null;
    }

    /// <summary>
    /// Creates the file and locks it. Between these two steps, <see cref="AbandonedFiles"/> of another process may find the file without a
    /// lock and remove it. The file then has no link any more, and this method creates another file.
    /// </summary>
    private void CreateFile()
    {
        for (var tries = 0; ; tries++)
        {
            var name = NewName(Options.TemporaryPrefix);
            var error = DirectoryCalls.CreateFile(_directory!, name, out var file);
            if (error == Errno.Exists && tries < Tries)
            {
                continue;
            }

            if (error != 0)
            {
                Fail(DurableStep.CreateTemporaryFile, error);
            }

            (_file, _name) = (file, name);
            error = DirectoryCalls.LockAsInUse(file);
            StatX status;
            if (error == 0 && Kernel.Status(file, out status, StatX.Basic) == 0 && status.Links > 0)
            {
                RestoreOwnerAccess(status);
                return;
            }

            if (IsLockUnsupported(error))
            {
                RenameUnlocked();
                if (Kernel.Status(file, out status, StatX.Basic) == 0)
                {
                    RestoreOwnerAccess(status);
                }

                return;
            }

            _ = DirectoryCalls.Unlink(_directory!, name);
            file.Dispose();
            (_file, _name) = (null, null);
            if (error is not (0 or Errno.Again) || tries == Tries)
            {
                Fail(DurableStep.LockTemporaryFile, error);
            }
        }
    }

    /// <summary>
    /// Sets mode 0600 if the umask or the default access control list of the directory has removed the owner's access. The stream opens
    /// the file by its name, and needs this access.
    /// </summary>
    private void RestoreOwnerAccess(in StatX status)
    {
        if ((status.Mode & OwnerAccess) != OwnerAccess)
        {
            _ = DirectoryCalls.SetMode(_file!, OwnerAccess);
        }
    }

    private static bool IsLockUnsupported(int error) =>
        error is Errno.NotPermitted or Errno.Invalid or Errno.NoLocks or Errno.NoSystemCall or Errno.NotSupported;

    /// <summary>
    /// Renames a file that cannot be locked. Without a lock, no process can see that this process still uses the file, so the new name is
    /// one that is never treated as abandoned. A name with the caller's prefix is never treated as abandoned either.
    /// </summary>
    private void RenameUnlocked()
    {
        if (Options.TemporaryPrefix is not null)
        {
            return;
        }

        var name = Path.ChangeExtension(_name!, ".unlocked");
        var error = DirectoryCalls.Rename(_directory!, _name!, _directory!, name);
        if (error != 0)
        {
            Fail(DurableStep.CreateTemporaryFile, error);
        }

        _name = name;
    }

    /// <summary>
    /// Gives the file its final name if that name is free: with <c>renameat2(RENAME_NOREPLACE)</c>, or with <c>link</c>, which also fails if
    /// the name is taken. The kernel answers EINVAL for a file system without the flag, and a seccomp filter may answer EPERM.
    /// </summary>
    private int RenameIfFree()
    {
        var error = DirectoryCalls.RenameWithoutReplacing(_directory!, _name!, _targetName);
        if (!IsUnsupported(error))
        {
            return error;
        }

        error = DirectoryCalls.Link(_directory!, _name!, _directory!, _targetName);
        if (error == 0 || IsPublished())
        {
            // If the unlink fails, the second name stays until RemoveAbandoned removes it.
            _ = DirectoryCalls.Unlink(_directory!, _name!);
            return 0;
        }

        return error;
    }

    private static bool IsUnsupported(int error) => error is Errno.NotPermitted or Errno.Invalid or Errno.NoSystemCall or Errno.NotSupported;

    private bool IsPublished()
    {
        if (DirectoryCalls.OpenPath(_directory!, _targetName, out var now) != 0)
        {
            return false;
        }

        using (now)
        {
            return IsSame(now, _file!, out _);
        }
    }

    /// <summary>
    /// Links the target to a temporary name, and renames this name to the backup's. So the old backup stays until the new one replaces it.
    /// <see cref="AbandonedFiles"/> may remove the temporary name meanwhile. Then this method tries again.
    /// </summary>
    private void KeepBackup(string backup)
    {
        var step = DurableStep.KeepBackup;
        var error = DirectoryCalls.OpenDirectory(Path.GetDirectoryName(backup) ?? "/", out var directory);
        if (error != 0)
        {
            Fail(step, error);
        }

        using (directory)
        {
            if (Path.GetFileName(backup) == _targetName && IsSame(directory, _directory!, out _))
            {
                Fail(step, "the backup has the path of the file itself", Errno.Invalid);
            }

            for (var tries = 0; ; tries++)
            {
                var name = NewName();
                error = DirectoryCalls.Link(_directory!, _targetName, directory, name);
                error = error != 0 ? error : DirectoryCalls.Rename(directory, name, directory, Path.GetFileName(backup));

                // If the old backup is the same file as the target, rename succeeds without doing anything, and the temporary name stays.
                _ = DirectoryCalls.Unlink(directory, name);
                if (error == 0)
                {
                    break;
                }

                if (error is not (Errno.NoEntry or Errno.Exists) || tries == Tries)
                {
                    Fail(step, error);
                }
            }

            error = Options.SyncDirectory ? Kernel.SyncAll(directory) : 0;
            if (error is Errno.InputOutput or Errno.NoSpace or Errno.Quota or Errno.ReadOnlyFileSystem)
            {
                Fail(step, error);
            }
        }
    }
}
