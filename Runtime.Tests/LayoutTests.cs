using System.Runtime.InteropServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>The structures and numbers of the interop, against the kernel headers of this machine.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Cachestat_has_the_layout_of_linux_mman_h()
    {
        Assert.Equal(16, Marshal.SizeOf<CacheStatRange>());
        Assert.Equal(40, Marshal.SizeOf<CacheStat>());
        Assert.Equal(8, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.Dirty)));
        Assert.Equal(16, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.WriteBack)));
        Assert.Equal(24, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.Evicted)));
        Assert.Equal(32, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.RecentlyEvicted)));
        Assert.Equal(451, Kernel.CacheStatNumber);
    }

    [Fact]
    public void Constants_and_offsets_are_those_of_the_headers()
    {
        (string Expression, long Value)[] facts =
        [
            ("sizeof(struct statx)", Marshal.SizeOf<StatX>()),
            ("offsetof(struct statx, stx_mode)", Offset<StatX>(nameof(StatX.Mode))),
            ("offsetof(struct statx, stx_ino)", Offset<StatX>(nameof(StatX.InodeNumber))),
            ("offsetof(struct statx, stx_size)", Offset<StatX>(nameof(StatX.Length))),
            ("offsetof(struct statx, stx_dev_major)", Offset<StatX>(nameof(StatX.DeviceMajor))),
            ("offsetof(struct statx, stx_dev_minor)", Offset<StatX>(nameof(StatX.DeviceMinor))),
            ("STATX_TYPE", StatX.Type),
            ("STATX_INO", StatX.Inode),
            ("STATX_SIZE", StatX.Size),
            ("offsetof(struct statfs, f_type)", Offset<StatFs>(nameof(StatFs.Magic))),
            ("sizeof(struct statfs) <= 256", 1),
            ("OVERLAYFS_SUPER_MAGIC", StatFs.OverlayFs),
            ("TMPFS_MAGIC", StatFs.TmpFs),
            ("RAMFS_MAGIC", StatFs.RamFs),
            ("SYS_statx", Kernel.StatXNumber),
            ("SYS_preadv2", VectorIo.ReadNumber),
            ("SYS_pwritev2", VectorIo.WriteNumber),
            ("sizeof(struct iovec)", Marshal.SizeOf<IoVector>()),
            ("AT_EMPTY_PATH", Native.AtEmptyPath),
            ("O_NONBLOCK", Native.OpenNonBlocking),
            ("O_CLOEXEC", Native.OpenCloseOnExec),
            ("POSIX_FADV_NORMAL", Native.AdviceNormal),
            ("POSIX_FADV_RANDOM", Native.AdviceRandom),
            ("POSIX_FADV_SEQUENTIAL", Native.AdviceSequential),
            ("POSIX_FADV_WILLNEED", Native.AdviceWillNeed),
            ("POSIX_FADV_DONTNEED", Native.AdviceDontNeed),
            ("SYNC_FILE_RANGE_WAIT_BEFORE", Native.SyncWaitBefore),
            ("SYNC_FILE_RANGE_WRITE", Native.SyncWrite),
            ("SYNC_FILE_RANGE_WAIT_AFTER", Native.SyncWaitAfter),
            ("PROT_READ", Native.ProtectRead),
            ("MAP_SHARED", Native.MapShared),
            ("EPERM", Errno.Permission),
            ("ENOENT", Errno.NoEntry),
            ("EINTR", Errno.Interrupted),
            ("EIO", Errno.InputOutput),
            ("EBADF", Errno.BadDescriptor),
            ("EINVAL", Errno.Invalid),
            ("ENOSPC", Errno.NoSpace),
            ("ESPIPE", Errno.IllegalSeek),
            ("EROFS", Errno.ReadOnlyFileSystem),
            ("ENOSYS", Errno.NoSystemCall),
            ("EOPNOTSUPP", Errno.NotSupported),
        ];
        Assert.Equal(facts.Select(fact => fact.Value), Evaluate(facts.Select(fact => fact.Expression)));
    }

    private static long Offset<T>(string field) => Marshal.OffsetOf<T>(field).ToInt64();

    private static IEnumerable<long> Evaluate(IEnumerable<string> expressions)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "There is no C compiler to ask the kernel headers with.");
        using var folder = new ScratchFolder();
        File.WriteAllText(folder.File("facts.c"), $$"""
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/magic.h>
            #include <linux/stat.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/mman.h>
            #include <sys/syscall.h>
            #include <sys/uio.h>
            #include <sys/vfs.h>
            int main(void)
            {
                long long facts[] = { {{string.Join(", ", expressions)}} };
                for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
                    printf("%lld\n", facts[i]);
            }
            """);
        _ = Shell.Run("gcc", "-o", folder.File("facts"), folder.File("facts.c")).OrThrow();
        return Shell.Run(folder.File("facts")).OrThrow().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
    }
}
