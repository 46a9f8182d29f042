using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>
/// The policies of a method, constructor or type for the files that its code opens. An interceptor of a member of <see cref="File"/> or
/// <see cref="FileInfo"/> passes the opened file to <c>Follow</c>, or calls <c>ReadLines</c> or <c>ReadLinesAsync</c>. Thread-safe.
/// </summary>
/// <param name="policies">
/// The policies. If several policies have the same kind, each has a condition, and the first one whose condition is true covers a file.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class OpenedFilePolicy(params PagePolicy[] policies)
{
    /// <summary>Returns the stream to use instead of an opened file.</summary>
    /// <param name="opened">The file that the code has opened.</param>
    public FileStream Follow(FileStream opened) =>
        Choose(opened) is { } policy ? FollowedFile.Follow(policy.Terms, opened, opened.CanSeek ? opened.Position : 0) : opened;

    /// <summary>Returns the reader to use instead of the reader that the code has created over a file.</summary>
    /// <param name="opened">The reader, before its first read.</param>
    public StreamReader Follow(StreamReader opened) =>
        opened.BaseStream is FileStream file && Follow(file) is var followed && followed != file
            ? new StreamReader(followed, opened.CurrentEncoding, detectEncodingFromByteOrderMarks: true)
            : opened;

    /// <summary>Returns the writer to use instead of the writer that the code has created over a file.</summary>
    /// <param name="opened">The writer, before its first write.</param>
    public StreamWriter Follow(StreamWriter opened) =>
        opened.BaseStream is FileStream file && Follow(file) is var followed && followed != file
            ? new StreamWriter(followed, opened.Encoding)
            : opened;

    /// <summary>
    /// Makes the end of the method's call drop the pages of the file, because a handle cannot drop behind itself. For a header-only policy,
    /// turns readahead off instead. Returns the handle.
    /// </summary>
    /// <param name="opened">The handle that the code has opened.</param>
    public SafeFileHandle Follow(SafeFileHandle opened)
    {
        var writes = !Kernel.IsSupported || Kernel.IsOpenForWriting(opened);
        return Choose(reads: !Kernel.IsSupported || Kernel.IsOpenForReading(opened), writes) is { } policy ? FollowedFile.Follow(policy, opened, writes) : opened;
    }

    /// <summary>Reads the lines as <see cref="File.ReadLines(string)"/> does, and drops behind.</summary>
    /// <param name="path">The path of the file.</param>
    public IEnumerable<string> ReadLines(string path) => ReadLines(path, Encoding.UTF8);

    /// <summary>Reads the lines as <see cref="File.ReadLines(string, Encoding)"/> does, and drops behind.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark.</param>
    public IEnumerable<string> ReadLines(string path, Encoding encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(encoding);
        return Lines(new StrongBox<StreamReader?>(Open()), Open);

        StreamReader Open() => Follow(new StreamReader(path, encoding));

        // The first enumeration uses the file that ReadLines has opened. Each later enumeration opens the file again.
        static IEnumerable<string> Lines(StrongBox<StreamReader?> first, Func<StreamReader> open)
        {
            using var reader = Interlocked.Exchange(ref first.Value, null) ?? open();
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    /// <summary>Reads the lines as <see cref="File.ReadLinesAsync(string, CancellationToken)"/> does, and drops behind.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<string> ReadLinesAsync(string path, CancellationToken cancellationToken) =>
        ReadLinesAsync(path, Encoding.UTF8, cancellationToken);

    /// <summary>Reads the lines as <see cref="File.ReadLinesAsync(string, Encoding, CancellationToken)"/> does, and drops behind.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<string> ReadLinesAsync(string path, Encoding encoding, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(encoding);
        return Lines(new StrongBox<StreamReader?>(Open()), Open, cancellationToken);

        StreamReader Open() => new(
            Follow(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096, FileOptions.Asynchronous | FileOptions.SequentialScan)),
            encoding,
            detectEncodingFromByteOrderMarks: true);

        static async IAsyncEnumerable<string> Lines(
            StrongBox<StreamReader?> first, Func<StreamReader> open, [EnumeratorCancellation] CancellationToken cancellation)
        {
            using var reader = Interlocked.Exchange(ref first.Value, null) ?? open();
            while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                yield return line;
            }
        }
    }

    /// <summary>
    /// Chooses the policy for a file by its access mode. Null if no policy covers the file. For a file that is open for reading and writing,
    /// the write policy comes first, because the file's pages can be dirty.
    /// </summary>
    private PagePolicy? Choose(FileStream file) => Choose(file.CanRead, file.CanWrite);

    private PagePolicy? Choose(bool reads, bool writes) =>
        (writes ? Find(PolicyKind.DropAfterFullWrite) : null) ?? (reads ? Find(PolicyKind.DropAfterFullRead) ?? Find(PolicyKind.HeaderOnly) : null);

    private PagePolicy? Find(PolicyKind kind)
    {
        foreach (var policy in policies)
        {
            if (policy.Terms.Kind == kind && policy.Condition?.Invoke() != false)
            {
                return policy;
            }
        }

        return null;
    }
}
