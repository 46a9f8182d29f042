using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using KvCache.Interop;
using Microsoft.Win32.SafeHandles;

namespace KvCache;

/// <summary>
/// The names that changed in a directory since the last query, by inotify(7), for changes by any process of this machine.
/// The kernel queues an event before the changing call returns. The next owner of the directory's lock therefore sees all
/// changes of earlier owners. Not thread-safe.
/// </summary>
internal sealed class DirectoryWatch : IDisposable
{
    private const uint Changes = Posix.InModify | Posix.InAttributes | Posix.InMovedFrom | Posix.InMovedTo | Posix.InCreate | Posix.InDelete;

    /// <summary>Events were lost, or the directory was moved, removed or unmounted, so the caller must scan it again.</summary>
    private const uint Lost = Posix.InOverflow | Posix.InDeleteSelf | Posix.InMoveSelf | Posix.InUnmount | Posix.InIgnored;

    /// <summary>The bytes before the name in struct inotify_event: wd, mask, cookie and len, of 32 bits each.</summary>
    private const int EventHead = 16;

    private readonly SafeFileHandle _events;
    private readonly string _path;
    private readonly FileIdentity _directory;
    private readonly byte[] _buffer = new byte[64 << 10];

    private DirectoryWatch(SafeFileHandle events, string path, FileIdentity directory)
    {
        _events = events;
        _path = path;
        _directory = directory;
    }

    /// <summary>
    /// Watches a directory. False if it cannot be watched reliably: on a network or FUSE file system, others can change files
    /// without an event, and the number of watches per user is limited.
    /// </summary>
    internal static bool TryCreate(string path, [NotNullWhen(true)] out DirectoryWatch? watch)
    {
        watch = null;
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var directory = SafeFiles.OpenDirectory(path);
        if (!Posix.IsLocal(directory) || !Posix.TryStat(directory, out var status))
        {
            return false;
        }

        var events = Posix.InotifyInit(Posix.NonBlocking | Posix.CloseOnExec);
        if (events.IsInvalid || Posix.InotifyAddWatch(events, path, Changes | Posix.InDeleteSelf | Posix.InMoveSelf | Posix.InOnlyDirectory) < 0)
        {
            events.Dispose();
            return false;
        }

        watch = new DirectoryWatch(events, path, status.Identity);
        return true;
    }

    /// <summary>Reports each changed name at least once. False if changes were missed, so the directory must be read again.</summary>
    internal bool TryTakeChanges(Action<ReadOnlySpan<char>> changed)
    {
        while (Posix.Read(_events, _buffer, _buffer.Length) is > 0 and var count)
        {
            for (var rest = _buffer.AsSpan(0, (int)count); !rest.IsEmpty;)
            {
                if ((BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) & Lost) != 0)
                {
                    return false;
                }

                var nameBytes = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]);
                Report(rest.Slice(EventHead, nameBytes), changed);
                rest = rest[(EventHead + nameBytes)..];
            }
        }

        // EAGAIN: there are no more events. Check that the path still leads to the watched directory.
        return Marshal.GetLastPInvokeError() == Errno.EAGAIN && IsStillThere();
    }

    public void Dispose() => _events.Dispose();

    private bool IsStillThere()
    {
        using var directory = SafeFiles.OpenDirectory(_path);
        return Posix.TryStat(directory, out var now) && now.Identity == _directory;
    }

    private static void Report(ReadOnlySpan<byte> padded, Action<ReadOnlySpan<char>> changed)
    {
        // A cache file's name is ASCII. Any other name only has to be recognized as another name.
        Span<char> name = stackalloc char[Posix.MaxNameBytes];
        var end = padded.IndexOf((byte)0);
        changed(name[..Encoding.Latin1.GetChars(end < 0 ? padded : padded[..end], name)]);
    }
}
