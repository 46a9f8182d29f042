using System.Runtime.InteropServices;
using IoPolicy.Interop;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Compares the structures and constants of the interop code with the kernel headers of this machine.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Cachestat_has_the_layout_of_linux_mman_h()
    {
        // The headers of this machine may be older than cachestat (Linux 6.5), so the test has the numbers.
        Assert.Equal(16, Marshal.SizeOf<CacheStatRange>());
        Assert.Equal(40, Marshal.SizeOf<CacheStat>());
        Assert.Equal(8, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.Dirty)));
        Assert.Equal(16, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.WriteBack)));
        Assert.Equal(24, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.Evicted)));
        Assert.Equal(32, (int)Marshal.OffsetOf<CacheStat>(nameof(CacheStat.RecentlyEvicted)));
        Assert.Equal(451, Kernel.CacheStatNumber);
    }

    [Fact]
    public void Constants_and_offsets_are_those_of_the_headers() =>
        AreThoseOf("gcc", [.. Shared(RuntimeInformation.ProcessArchitecture), .. OfKernelHeaders]);

    [Fact]
    public void Constants_and_offsets_are_those_of_musl() =>
        AreThoseOf("musl-gcc", Shared(RuntimeInformation.ProcessArchitecture));

    [Fact]
    public void Musl_exports_the_called_functions()
    {
        Require("musl-gcc");
        using var directory = new ScratchDirectory();
        File.WriteAllText(directory.File("functions.c"), """
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <sys/mman.h>
            #include <sys/uio.h>
            #include <sys/vfs.h>
            #include <unistd.h>
            _Static_assert(sizeof(off_t) == 8, "off_t is passed as a long");
            int main(void)
            {
                void *functions[] = { posix_fadvise, sync_file_range, fdatasync, fsync, fstatfs, mmap, munmap, mincore, open, fcntl, preadv, pwritev, pread, pwrite, write, syscall };
                return functions[0] == 0;
            }
            """);
        _ = Shell.Run("musl-gcc", "-static", "-w", "-o", directory.File("functions"), directory.File("functions.c")).OrThrow();
        _ = Shell.Run(directory.File("functions")).OrThrow();
    }

    /// <summary>arm64, riscv64 and loongarch64 use the numbers of this header. The tests above check the numbers of this machine.</summary>
    [Fact]
    public void The_numbers_for_arm64_are_those_of_the_generic_header()
    {
        Require("gcc");
        using var directory = new ScratchDirectory();
        File.WriteAllText(directory.File("numbers.c"), "#define __ARCH_WANT_NEW_STAT\n#include <asm/bitsperlong.h>\n#include <asm-generic/unistd.h>\n");
        var macros = Shell.Run("gcc", "-E", "-dM", directory.File("numbers.c")).OrThrow().Output
            .Split('\n')
            .Select(line => line.Split(' '))
            .Where(parts => parts is ["#define", _, _])
            .ToDictionary(parts => parts[1], parts => parts[2]);
        Assert.Equal(macros["__NR_statx"], Text(Kernel.StatXNumberOn(Architecture.Arm64)));
        Assert.Equal(macros["__NR3264_fstat"], Text(Stat.NumberOn(Architecture.Arm64)));
        Assert.Equal(macros["__NR_preadv2"], Text(VectorIo.NumbersOn(Architecture.Arm64).Read));
        Assert.Equal(macros["__NR_pwritev2"], Text(VectorIo.NumbersOn(Architecture.Arm64).Write));
        if (macros.TryGetValue("__NR_cachestat", out var number))
        {
            Assert.Equal(number, Text(Kernel.CacheStatNumber));
        }

        static string Text(nint value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>arm64, riscv64 and loongarch64 use the structures of the generic headers.</summary>
    [Fact]
    public void The_structures_for_arm64_are_those_of_the_generic_headers()
    {
        (string, long)[] facts =
        [
            ("sizeof(struct statfs)", 120),
            ("offsetof(struct statfs, f_type)", Offset<StatFs>(nameof(StatFs.Magic))),
            ("sizeof(((struct statfs *)0)->f_type)", sizeof(long)),
            .. OfStat(Architecture.Arm64),
            ("O_NONBLOCK", Native.OpenNonBlocking),
            ("O_CLOEXEC", Native.OpenCloseOnExec),
        ];
        AreThoseOf("gcc", facts, "#include <asm-generic/statfs.h>\n#include <asm-generic/stat.h>\n#include <asm-generic/fcntl.h>\n#include <stddef.h>\n#include <stdio.h>\n");
    }

    private const string KernelHeaders = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <linux/magic.h>
        #include <linux/stat.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <sys/vfs.h>
        """;

    private const string LibraryHeaders = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <sys/vfs.h>
        """;

    private static (string Expression, long Value)[] OfKernelHeaders =>
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
        ("OVERLAYFS_SUPER_MAGIC", StatFs.OverlayFs),
        ("TMPFS_MAGIC", StatFs.TmpFs),
        ("RAMFS_MAGIC", StatFs.RamFs),
        ("FUSE_SUPER_MAGIC", StatFs.Fuse),
    ];

    /// <summary>The values that the headers of the C library have too.</summary>
    private static (string Expression, long Value)[] Shared(Architecture architecture) =>
    [
        ("offsetof(struct statfs, f_type)", Offset<StatFs>(nameof(StatFs.Magic))),
        ("sizeof(struct statfs) <= 256", 1),
        ("SYS_statx", Kernel.StatXNumberOn(architecture)),
        ("SYS_fstat", Stat.NumberOn(architecture)),
        .. OfStat(architecture),
        ("SYS_preadv2", VectorIo.NumbersOn(architecture).Read),
        ("SYS_pwritev2", VectorIo.NumbersOn(architecture).Write),
        ("sizeof(struct iovec)", Marshal.SizeOf<IoVector>()),
        ("AT_EMPTY_PATH", Native.AtEmptyPath),
        ("O_NONBLOCK", Native.OpenNonBlocking),
        ("O_CLOEXEC", Native.OpenCloseOnExec),
        ("O_DIRECT", Kernel.OpenDirectOn(architecture)),
        ("F_GETFL", Native.GetFlags),
        ("F_GETFD", Native.GetDescriptorFlags),
        ("FD_CLOEXEC", Native.CloseOnExec),
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
        ("EPERM", Errno.NotPermitted),
        ("EINTR", Errno.Interrupted),
        ("EBADF", Errno.BadDescriptor),
        ("EAGAIN", Errno.Again),
        ("EACCES", Errno.AccessDenied),
        ("EINVAL", Errno.Invalid),
        ("ESPIPE", Errno.IllegalSeek),
        ("EROFS", Errno.ReadOnlyFileSystem),
        ("ENOSYS", Errno.NoSystemCall),
        ("EOPNOTSUPP", Errno.NotSupported),
    ];

    /// <summary><c>struct stat</c>, which user space shares with the kernel on 64-bit architectures.</summary>
    private static (string Expression, long Value)[] OfStat(Architecture architecture) =>
    [
        ("offsetof(struct stat, st_dev)", Stat.DeviceOffset),
        ("offsetof(struct stat, st_ino)", Stat.InodeOffset),
        ("offsetof(struct stat, st_mode)", Stat.ModeOffsetOn(architecture)),
        ("offsetof(struct stat, st_size)", Stat.LengthOffset),
        ("sizeof(struct stat) <= 256", 1),
    ];

    private static long Offset<T>(string field) => Marshal.OffsetOf<T>(field).ToInt64();

    private static void AreThoseOf(string compiler, (string Expression, long Value)[] facts, string? headers = null)
    {
        Require(compiler);
        headers ??= compiler == "gcc" ? KernelHeaders : LibraryHeaders;
        using var directory = new ScratchDirectory();
        File.WriteAllText(directory.File("facts.c"), $$"""
            {{headers}}
            int main(void)
            {
                long long facts[] = { {{string.Join(", ", facts.Select(fact => fact.Expression))}} };
                for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
                    printf("%lld\n", facts[i]);
            }
            """);
        _ = Shell.Run(compiler, "-o", directory.File("facts"), "-static", directory.File("facts.c")).OrThrow();
        var values = Shell.Run(directory.File("facts")).OrThrow().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(facts.Select(fact => $"{fact.Expression} = {fact.Value}"), facts.Zip(values, (fact, value) => $"{fact.Expression} = {value}"));
    }

    private static void Require(string compiler)
    {
        if ((compiler == "gcc" ? Tools.MissingGcc() : Tools.Missing(compiler, "musl-tools")) is { } missing)
        {
            Assert.Skip(missing);
        }
    }
}
