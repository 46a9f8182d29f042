using System.Diagnostics.CodeAnalysis;
using IoPolicy.Advice;
using IoPolicy.DropBehind;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.CompilerServices;

/// <summary>Applies a policy to a file that a method opens or returns, until the file is closed.</summary>
internal static class FollowedFile
{
    /// <summary>Wraps the stream, so that it drops behind itself. For a header-only policy, turns readahead off instead.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="file">The open file; for null, the result of the policy is <c>no-file</c>.</param>
    /// <param name="entry">The position at which the accessed range begins.</param>
    [return: NotNullIfNotNull(nameof(file))]
    internal static FileStream? Follow(PolicyTerms policy, FileStream? file, long entry) =>
        FindObstacle(policy, file, file) is { } obstacle ? ReportObstacle(policy, file, obstacle)
        : policy.Kind == PolicyKind.HeaderOnly ? TurnReadaheadOff(policy, file!)
        : file is DropBehindFileStream ? file
        : Wrap(policy, file!, file => new DropBehindFileStream(file, CreateCore(policy, file, entry)));

    /// <inheritdoc cref="Follow(PolicyTerms, FileStream, long)"/>
    [return: NotNullIfNotNull(nameof(stream))]
    internal static Stream? Follow(PolicyTerms policy, Stream? stream, long entry) =>
        stream is FileStream file ? Follow(policy, file, entry)
        : FindObstacle(policy, stream, UnderlyingFile.Find(stream)) is { } obstacle ? ReportObstacle(policy, stream, obstacle)
        : policy.Kind == PolicyKind.HeaderOnly ? TurnReadaheadOff(policy, stream!)
        : stream is DropBehindStream ? stream
        : Wrap(policy, stream!, stream => new DropBehindStream(CreateCore(policy, stream, entry)));

    /// <summary>Follows a handle until the call of the method that opened it ends. For a header-only policy, turns readahead off instead.</summary>
    internal static SafeFileHandle Follow(PagePolicy policy, SafeFileHandle handle, bool writes)
    {
        var terms = policy.Terms;
        if (terms.Kind == PolicyKind.HeaderOnly)
        {
            _ = HeaderScan.Begin(new AdviceRequest(terms, AdviceTarget.From(handle), AdviceTarget.NoPosition));
        }
        else if (policy.Calls?.Current?.TryFollow(writes ? terms.ForWriting : terms, handle) != true)
        {
            // The code that opened the handle runs outside a call of the method, such as a task that outlives the call.
            AdviceReport.Result(terms, AdviceResult.Unsupported);
        }

        return handle;
    }

    /// <summary>
    /// Finds the reason why the policy cannot be applied; null if there is none. A durable write is applied on every system, and also if
    /// pages are kept.
    /// </summary>
    private static AdviceResult? FindObstacle(PolicyTerms policy, Stream? stream, FileStream? file) => file switch
    {
        null => AdviceResult.NoFile,
        _ when !UnderlyingFile.IsOpen(stream!) || !UnderlyingFile.IsOpen(file) => AdviceResult.Closed,
        { CanSeek: false } => AdviceResult.Unsupported,
        _ when policy.Kind == PolicyKind.HeaderOnly || (policy.Durable && file.CanWrite) => null,
        _ when policy.KeepsPages => AdviceResult.Kept,
        _ when !Kernel.IsSupported => AdviceResult.Unsupported,
        _ => null,
    };

    private static T ReportObstacle<T>(PolicyTerms policy, T file, AdviceResult obstacle)
    {
        AdviceReport.Result(policy, obstacle);
        return file;
    }

    /// <summary>Wraps the stream. If the stream's buffer does not flush, returns the stream itself, whose next flush reports the failure.</summary>
    private static T Wrap<T>(PolicyTerms policy, T stream, Func<T, T> wrap)
    {
        try
        {
            return wrap(stream);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return ReportObstacle(policy, stream, AdviceResult.Refused);
        }
    }

    private static T TurnReadaheadOff<T>(PolicyTerms policy, T stream)
        where T : Stream
    {
        _ = HeaderScan.Begin(new AdviceRequest(policy, AdviceTarget.From(stream), AdviceTarget.NoPosition));
        return stream;
    }

    private static StreamCore CreateCore(PolicyTerms policy, Stream stream, long entry)
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
