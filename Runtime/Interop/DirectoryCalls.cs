using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>
/// The system calls on names in a directory and on the attributes of a file. Each method, except <see cref="RealPath(string)"/>, returns 0
/// or the error number, and repeats the call after <c>EINTR</c>. Names are relative to an open directory, so the rename of a parent
/// directory has no effect on them.
/// </summary>
internal static partial class DirectoryCalls
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int OwnerReadWrite = 0x180; // 0600
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const uint RenameNoReplace = 1;
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;

    private static (int Directory, int NoFollow) OpenFlags { get; } = OpenFlagsOn(RuntimeInformation.ProcessArchitecture);

    private static nint Rename2Number { get; } = Rename2NumberOn(RuntimeInformation.ProcessArchitecture);

    internal static (int Directory, int NoFollow) OpenFlagsOn(Architecture architecture) => architecture switch
    {
        Architecture.Arm64 or Architecture.Ppc64le => (0x4000, 0x8000),
        _ => (0x10000, 0x20000), // asm-generic/fcntl.h
    };

    internal static nint Rename2NumberOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 316,
        Architecture.S390x => 347,
        Architecture.Ppc64le => 357,
        _ => 276, // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    internal static int OpenDirectory(string path, out SafeFileHandle directory) => OpenDirectory(path, followsLink: true, out directory);

    /// <summary>Opens a directory. If it must not be a symbolic link, a link fails with ENOTDIR or ELOOP.</summary>
    internal static int OpenDirectory(string path, bool followsLink, out SafeFileHandle directory) =>
        Open(() => OpenAt(CurrentDirectory, path, OpenFlags.Directory | CloseOnExec | (followsLink ? 0 : OpenFlags.NoFollow), 0), out directory);

    /// <summary>Creates a file with mode 0600, so that no other user can open it. Fails with EEXIST if the name is taken, even by a link.</summary>
    internal static int CreateFile(SafeFileHandle directory, string name, out SafeFileHandle file) =>
        Open(() => OpenAt(directory, name, ReadWrite | Create | Exclusive | OpenFlags.NoFollow | CloseOnExec, OwnerReadWrite), out file);

    /// <summary>
    /// Opens a name for its status only (<c>O_PATH</c>). This needs no permission for the file, and has no effect on a pipe or a device.
    /// </summary>
    internal static int OpenPath(SafeFileHandle directory, string name, out SafeFileHandle file) =>
        Open(() => OpenAt(directory, name, Native.OpenPathOnly | OpenFlags.NoFollow | CloseOnExec, 0), out file);

    /// <summary>Opens a file to read its attributes or to lock it. Does not follow a link, and does not wait for the writer of a pipe.</summary>
    internal static int OpenFile(SafeFileHandle directory, string name, out SafeFileHandle file) =>
        Open(() => OpenAt(directory, name, OpenFlags.NoFollow | NonBlocking | CloseOnExec, 0), out file);

    internal static int Rename(SafeFileHandle from, string name, SafeFileHandle to, string newName) =>
        Repeat(() => RenameAt(from, name, to, newName));

    internal static int RenameWithoutReplacing(SafeFileHandle directory, string name, string newName) =>
        Repeat(() => (int)RenameAt2(Rename2Number, directory, name, directory, newName, RenameNoReplace));

    internal static int Link(SafeFileHandle from, string name, SafeFileHandle to, string newName) =>
        Repeat(() => LinkAt(from, name, to, newName, 0));

    internal static int Unlink(SafeFileHandle directory, string name) => Repeat(() => UnlinkAt(directory, name, 0));

    internal static int Truncate(SafeFileHandle file) => Repeat(() => FileTruncate(file, 0));

    internal static int SetMode(SafeFileHandle file, uint mode) => Repeat(() => ChangeMode(file, mode));

    /// <summary>Sets the owner and the group. A value of <see cref="uint.MaxValue"/> leaves the owner or the group unchanged.</summary>
    internal static int SetOwner(SafeFileHandle file, uint user, uint group) => Repeat(() => ChangeOwner(file, user, group));

    /// <summary>Takes the shared lock that a process holds while it uses a temporary file. Does not wait.</summary>
    internal static int LockAsInUse(SafeFileHandle file) => Repeat(() => Lock(file, LockShared | LockNonBlocking));

    /// <summary>Releases the lock, also for copies of the descriptor in other processes.</summary>
    internal static int Unlock(SafeFileHandle file) => Repeat(() => Lock(file, LockRelease));

    /// <summary>Takes the exclusive lock of a temporary file. Fails with EAGAIN if a process uses the file (<see cref="LockAsInUse"/>).</summary>
    internal static int LockAsAbandoned(SafeFileHandle file) => Repeat(() => Lock(file, LockExclusive | LockNonBlocking));

    /// <summary>Reads the names of the extended attributes, each with a zero byte at its end.</summary>
    internal static unsafe int ListAttributes(SafeFileHandle file, out byte[] names) =>
        Read((buffer, size) => ListAttributes(file, buffer, size), out names);

    internal static unsafe int GetAttribute(SafeFileHandle file, byte[] name, out byte[] value)
    {
        return Read(Get, out value);

        nint Get(byte* buffer, nuint size)
        {
            fixed (byte* attribute = name)
            {
                return GetAttribute(file, attribute, buffer, size);
            }
        }
    }

    internal static unsafe int SetAttribute(SafeFileHandle file, byte[] name, byte[] value)
    {
        return Repeat(Set);

        int Set()
        {
            fixed (byte* attribute = name, bytes = value)
            {
                return SetAttribute(file, attribute, bytes, (nuint)value.Length, 0);
            }
        }
    }

    internal static unsafe int RemoveAttribute(SafeFileHandle file, byte[] name) => Repeat(() =>
    {
        fixed (byte* attribute = name)
        {
            return RemoveAttribute(file, attribute);
        }
    });

    /// <summary>Gets the path of a directory without links and <c>..</c>. Null if there is no such directory.</summary>
    internal static unsafe string? RealPath(string path)
    {
        var real = RealPath(path, 0);
        try
        {
            return Marshal.PtrToStringUTF8(real);
        }
        finally
        {
            NativeMemory.Free((void*)real);
        }
    }

    private static int Repeat(Func<int> call)
    {
        while (call() != 0)
        {
            if (Marshal.GetLastPInvokeError() is not Errno.Interrupted and var error)
            {
                return error;
            }
        }

        return 0;
    }

    private static int Open(Func<SafeFileHandle> open, out SafeFileHandle file)
    {
        while (true)
        {
            file = open();
            if (!file.IsInvalid)
            {
                return 0;
            }

            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            if (error != Errno.Interrupted)
            {
                return error;
            }
        }
    }

    private unsafe delegate nint Reader(byte* buffer, nuint size);

    /// <summary>Gets the size, and then the bytes. ERANGE means that the value grew between the two calls.</summary>
    private static unsafe int Read(Reader read, out byte[] bytes)
    {
        while (true)
        {
            bytes = [];
            var error = Repeat(read, null, 0, out var size);
            if (error != 0 || size == 0)
            {
                return error;
            }

            bytes = new byte[size];
            fixed (byte* buffer = bytes)
            {
                error = Repeat(read, buffer, (nuint)bytes.Length, out size);
            }

            if (error == 0)
            {
                Array.Resize(ref bytes, (int)size);
                return 0;
            }

            if (error != Errno.Range)
            {
                return error;
            }
        }
    }

    private static unsafe int Repeat(Reader read, byte* buffer, nuint capacity, out nint size)
    {
        while ((size = read(buffer, capacity)) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not Errno.Interrupted and var error)
            {
                return error;
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(int directory, string name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle directory, string name, SafeFileHandle newDirectory, string newName);

    /// <summary><c>renameat2</c>, for which glibc before 2.28 and old versions of musl have no wrapper function.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RenameAt2(nint number, SafeFileHandle directory, string name, SafeFileHandle newDirectory, string newName, uint flags);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(SafeFileHandle directory, string name, SafeFileHandle newDirectory, string newName, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int FileTruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "flistxattr", SetLastError = true)]
    private static unsafe partial nint ListAttributes(SafeFileHandle file, byte* names, nuint size);

    [LibraryImport("libc", EntryPoint = "fgetxattr", SetLastError = true)]
    private static unsafe partial nint GetAttribute(SafeFileHandle file, byte* name, byte* value, nuint size);

    [LibraryImport("libc", EntryPoint = "fremovexattr", SetLastError = true)]
    private static unsafe partial int RemoveAttribute(SafeFileHandle file, byte* name);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true)]
    private static unsafe partial int SetAttribute(SafeFileHandle file, byte* name, byte* value, nuint size, int flags);
}
