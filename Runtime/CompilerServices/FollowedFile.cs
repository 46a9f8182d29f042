using System.Diagnostics.CodeAnalysis;
using IoPolicy.Advice;
using IoPolicy.DropBehind;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>Applies a policy to an open file until it is closed: the file that a method opens or returns.</summary>
internal static class FollowedFile
{
    /// <summary>Wraps the stream, so that it drops behind itself. For a header-only policy, turns readahead off instead.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="file">The open file; null is counted as no file.</param>
    /// <param name="entry">The position from which the policy counts.</param>
    [return: NotNullIfNotNull(nameof(file))]
    internal static FileStream? Follow(PolicyTerms policy, FileStream? file, long entry) =>
        Obstacle(policy, file, file) is { } obstacle ? Unfollowed(policy, file, obstacle)
        : policy.Kind == PolicyKind.HeaderOnly ? Scanned(policy, file!)
        : file is DropBehindFileStream ? file
        : Wrapped(policy, file!, file => new DropBehindFileStream(file, Windows(policy, file, entry)));

    /// <inheritdoc cref="Follow(PolicyTerms, FileStream, long)"/>
    [return: NotNullIfNotNull(nameof(stream))]
    internal static Stream? Follow(PolicyTerms policy, Stream? stream, long entry) =>
        stream is FileStream file ? Follow(policy, file, entry)
        : Obstacle(policy, stream, UnderlyingFile.Find(stream)) is { } obstacle ? Unfollowed(policy, stream, obstacle)
        : policy.Kind == PolicyKind.HeaderOnly ? Scanned(policy, stream!)
        : stream is DropBehindStream ? stream
        : Wrapped(policy, stream!, stream => new DropBehindStream(Windows(policy, stream, entry)));

    /// <summary>Follows a handle until the call ends that opened it. For a header-only policy, turns readahead off instead.</summary>
    internal static SafeFileHandle Follow(PagePolicy policy, SafeFileHandle handle, bool writes)
    {
        var terms = policy.Terms;
        if (terms.Kind == PolicyKind.HeaderOnly)
        {
            _ = HeaderScan.Begin(new AdviceRequest(terms, AdviceTarget.From(handle), AdviceTarget.NoPosition));
        }
        else if (policy.Calls?.Current?.TryFollow(writes ? terms.ForWriting : terms, handle) != true)
        {
            // The code runs outside a call, such as a task that outlives its method.
            AdviceReport.Result(terms, AdviceResult.Unsupported);
        }

        return handle;
    }

    /// <summary>Returns the reason why nothing can be done. Durability is promised on every system, and also if the pages stay.</summary>
    private static AdviceResult? Obstacle(PolicyTerms policy, Stream? stream, FileStream? file) => file switch
    {
        null => AdviceResult.NoFile,
        _ when !UnderlyingFile.IsOpen(stream!) || !UnderlyingFile.IsOpen(file) => AdviceResult.Closed,
        { CanSeek: false } => AdviceResult.Unsupported,
        _ when policy.Kind == PolicyKind.HeaderOnly || (policy.Durable && file.CanWrite) => null,
        _ when policy.KeepsPages => AdviceResult.Kept,
        _ when !Kernel.IsSupported => AdviceResult.Unsupported,
        _ => null,
    };

    private static T Unfollowed<T>(PolicyTerms policy, T file, AdviceResult obstacle)
    {
        AdviceReport.Result(policy, obstacle);
        return file;
    }

    /// <summary>Wraps the stream. A stream whose buffer does not flush stays as it is, and reports that at its next flush.</summary>
    private static T Wrapped<T>(PolicyTerms policy, T stream, Func<T, T> wrap)
    {
        try
        {
            return wrap(stream);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return Unfollowed(policy, stream, AdviceResult.Refused);
        }
    }

    private static T Scanned<T>(PolicyTerms policy, T stream)
        where T : Stream
    {
        _ = HeaderScan.Begin(new AdviceRequest(policy, AdviceTarget.From(stream), AdviceTarget.NoPosition));
        return stream;
    }

    private static StreamCore Windows(PolicyTerms policy, Stream stream, long entry)
    {
        var request = new AdviceRequest(policy, AdviceTarget.From(stream), entry);
        if (policy.PreserveCached)
        {
            request = request.WithPreserved();
        }

        return StreamCore.Create(request.IsQueued ? request.WithOwnDescriptor() : request, stream, WindowBytes(policy), coversWrites: true);
    }

    private static long WindowBytes(PolicyTerms policy) => policy.WindowBytes switch
    {
        DropPagesAttribute.AutomaticWindow => WindowSize.Default,
        DropPagesAttribute.NoWindow => WindowSize.NeverFull,
        var bytes => Math.Max(bytes, WindowSize.Minimum),
    };
}
