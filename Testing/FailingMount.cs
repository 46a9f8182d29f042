using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Testing;

/// <summary>
/// ext4 on a block device that fails. Every write of new blocks fails with ENOSPC between <see cref="Fail"/> and
/// <see cref="Heal"/>.
/// </summary>
/// <remarks>
/// The loop device uses a sparse image on its own tmpfs. <c>fstrim</c> frees the blocks of deleted files, and a ballast file
/// then fills the tmpfs. The file system has no journal, because failing journal writes abort an ext4 file system.
/// </remarks>
public sealed class FailingMount : MountPoint
{
    private const int StoreMiB = 32;
    private const long ImageBytes = 256L << 20;

    private readonly string _store;
    private readonly bool _hasStore;

    public FailingMount()
        : base(new ScratchDirectory())
    {
        _store = Directory.CreateDirectory(Scratch.File("store")).FullName;
        SkipReason = Make(out _hasStore);
    }

    private string Ballast => Path.Combine(_store, "ballast");

    /// <summary>Makes every later write-back of new blocks fail.</summary>
    public void Fail()
    {
        _ = Shell.Run("fstrim", Root).OrThrow();
        using var ballast = File.OpenHandle(Ballast, FileMode.Append, FileAccess.Write);
        var length = RandomAccess.GetLength(ballast);
        foreach (var block in (int[])[1 << 20, Environment.SystemPageSize])
        {
            while (TryWrite(ballast, new byte[block], length))
            {
                length += block;
            }
        }
    }

    /// <summary>Lets the device write again. The data of failed writes remain lost.</summary>
    public void Heal() => File.Delete(Ballast);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _hasStore)
        {
            Heal();
            _ = Shell.Run("umount", "--lazy", _store).OrThrow();
        }

        base.Dispose(disposing);
    }

    private static bool TryWrite(SafeFileHandle file, byte[] block, long offset)
    {
        try
        {
            RandomAccess.Write(file, block, offset);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string? Make(out bool hasStore)
    {
        const string What = "ext4 on a failing loop device";
        hasStore = false;
        if ((Obstacle(What) ?? Tools.Missing("mkfs.ext4", "e2fsprogs")) is { } missing)
        {
            return missing;
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"size={StoreMiB}m");
        _ = Shell.Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", _store).OrThrow();
        hasStore = true;
        var image = Path.Combine(_store, "image");
        using (var file = File.Create(image))
        {
            file.SetLength(ImageBytes);
        }

        _ = Shell.Run("mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=0,nodiscard", image).OrThrow();
        return Mount(What, "-t", "ext4", "-o", "loop", image);
    }
}
