using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Issues the advice of a drop policy after its method has returned or thrown, and reports the result.</summary>
internal static class FinalAdvice
{
    /// <summary>Flushes, writes back and drops after the method has returned.</summary>
    /// <exception cref="IOException">The flush or the write-back failed.</exception>
    internal static void Issue(in AdviceRequest request)
    {
        if (request.Writes)
        {
            Flush(request);
            FinishWrite(request.QueuedIfInSeries());
        }
        else
        {
            Finish(request, threw: false);
        }
    }

    /// <inheritdoc cref="Issue"/>
    internal static ValueTask IssueAsync(in AdviceRequest request)
    {
        if (request.Writes)
        {
            return WriteAsync(request);
        }

        Finish(request, threw: false);
        return default;

        static async ValueTask WriteAsync(AdviceRequest request)
        {
            await FlushAsync(request).ConfigureAwait(false);
            request = request.QueuedIfInSeries();
            if (request.SmallFileBytes > 0 && BackgroundAdvice.Shared.HasRoomFor(request.SmallFileBytes))
            {
                FinishWrite(request);
                return;
            }

            // The start of a write-back can block while the device's queue is full, and advice that does not fit into the background queue
            // is issued at once. Both run on the thread pool, so the caller's thread does not wait.
            await Task.Run(async () =>
            {
                if (!request.IsQueued)
                {
                    await WriteBackAsync(request, request.Policy.KeepsPages).ConfigureAwait(false);
                }

                FinishWrite(request);
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Issues the advice of a write, and throws the failure of a small file that an earlier call of the method wrote.</summary>
    private static void FinishWrite(in AdviceRequest request)
    {
        Finish(request, threw: false);
        BackgroundAdvice.Shared.ThrowEarlierFailure(request.Policy);
    }

    /// <summary>
    /// Writes back and drops after the method has thrown. Throws nothing, so that the method's exception reaches the caller.
    /// </summary>
    internal static void IssueAfterException(in AdviceRequest request)
    {
        try
        {
            Finish(request, threw: true);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException or UnauthorizedAccessException)
        {
            // If a buffer does not flush or a write-back fails, the method's own exception still reaches the caller.
            AdviceReport.Result(request.Policy, AdviceResult.Refused);
        }
    }

    /// <inheritdoc cref="IssueAfterException"/>
    internal static ValueTask IssueAfterExceptionAsync(in AdviceRequest request)
    {
        if (!request.Writes)
        {
            IssueAfterException(request);
            return default;
        }

        var copy = request;
        return new ValueTask(Task.Run(() => IssueAfterException(copy)));
    }

    /// <summary>Starts the write-back and waits for it without holding a thread, so that <see cref="FinishWrite"/> does not have to wait.</summary>
    private static async Task WriteBackAsync(AdviceRequest request, bool keep)
    {
        try
        {
            using var opened = request.Target.Path is { } path ? Kernel.OpenForAdvice(path) : null;
            if ((opened ?? request.Target.OpenHandle) is { } handle
                && !keep
                && !request.Policy.Recurse
                && request.GetRange(threw: false, out var range) is null)
            {
                WriteBack.Start(handle, range);
                await WriteBack.UntilWrittenAsync(handle, range).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // Another thread has closed the file. The advice itself reports that.
        }
    }

    /// <remarks>If the flush fails, no advice follows, so this method closes the request's own descriptor.</remarks>
    private static void Flush(in AdviceRequest request)
    {
        try
        {
            request.Target.Flush();
        }
        catch
        {
            request.OwnDescriptor?.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Flush"/>
    private static async ValueTask FlushAsync(AdviceRequest request)
    {
        try
        {
            await request.Target.FlushAsync().ConfigureAwait(false);
        }
        catch
        {
            request.OwnDescriptor?.Dispose();
            throw;
        }
    }

    private static void Finish(in AdviceRequest request, bool threw)
    {
        try
        {
            AdviceReport.Result(request.Policy, Advise(request, threw));
        }
        catch (ObjectDisposedException)
        {
            // Another thread has closed the file between the check and the call.
            AdviceReport.Result(request.Policy, WithoutFile(request, threw, AdviceResult.Closed));
        }
        catch (IOException) when (!request.Writes)
        {
            // The method also wrote to the file, and the file's buffer did not flush. The buffer keeps the bytes, and its next flush reports
            // the failure. A read policy must not fail a method that only reads.
            AdviceReport.Result(request.Policy, AdviceResult.Refused);
        }
    }

    private static AdviceResult Advise(in AdviceRequest request, bool threw)
    {
        if (request.OwnDescriptor is { } ownDescriptor)
        {
            return QueuedAdvice.Enqueue(request, ownDescriptor, threw);
        }

        if (!IsDurable(request, threw) && (request.Policy.KeepsPages || !Kernel.IsSupported))
        {
            return request.Policy.KeepsPages ? AdviceResult.Kept : AdviceResult.Unsupported;
        }

        if (request.Target.File is not { } file)
        {
            return AdviseOther(request, threw);
        }

        // A pipe has no position and no pages. SafeFileHandle flushes the buffer of the file.
        return file.CanSeek ? Advise(request, file.SafeFileHandle, threw)
            : WithoutFile(request, threw, UnderlyingFile.IsOpen(file) ? AdviceResult.Unsupported : AdviceResult.Closed);
    }

    /// <summary>Advises about a target that is not a stream: a path, a handle, or no file at all.</summary>
    private static AdviceResult AdviseOther(in AdviceRequest request, bool threw)
    {
        if (request.Target.Path is { } path)
        {
            var opened = Kernel.IsSupported ? Kernel.OpenForAdvice(path) : OpenForFlush(path);
            if (opened is null)
            {
                return WithoutFile(request, threw, AdviceResult.NoFile);
            }

            if (request.Policy.Recurse && Kernel.IsDirectory(opened))
            {
                opened.Dispose();
                return AdviseFiles(request, path, threw);
            }

            if (request.IsQueued && !Kernel.IsDirectory(opened))
            {
                return QueuedAdvice.Enqueue(request, opened, threw);
            }

            using (opened)
            {
                // The kernel accepts advice about a directory, but does nothing, because a directory has no file pages.
                return Kernel.IsDirectory(opened) ? WithoutFile(request, threw, AdviceResult.Directory) : Advise(request, opened, threw);
            }
        }

        return request.Target.Handle is { IsClosed: false } handle
            ? Advise(request, handle, threw)
            : WithoutFile(request, threw, (request.Target.Stream ?? (object?)request.Target.Handle) is null ? AdviceResult.NoFile : AdviceResult.Closed);
    }

    /// <summary>Advises about each file of a directory. If the write-back of a file fails, the other files are still written back.</summary>
    /// <exception cref="IOException">The first write-back that failed.</exception>
    private static AdviceResult AdviseFiles(in AdviceRequest request, string path, bool threw)
    {
        var files = new DirectoryFiles(path, request.ChangedSince);
        var result = AdviceResult.NoFile;
        IOException? failure = null;
        foreach (var file in files.Open())
        {
            try
            {
                var next = request.IsQueued ? QueuedAdvice.Enqueue(request, file, threw) : Advise(request, file, threw);
                result = next is AdviceResult.Issued or AdviceResult.Queued || result == AdviceResult.NoFile ? next : result;
            }
            catch (IOException e)
            {
                failure ??= e;
            }
            finally
            {
                if (!request.IsQueued)
                {
                    file.Dispose();
                }
            }
        }

        if (files.ReachedLimit)
        {
            AdviceReport.DirectoryLimit(request.Policy, path);
        }

        return failure is not null ? throw failure
            : result == AdviceResult.NoFile ? WithoutFile(request, threw, result)
            : result;
    }

    /// <summary>
    /// Returns the result of a call without a file that could be advised or flushed. If the policy promised durability, also reports that
    /// the promise was not kept.
    /// </summary>
    private static AdviceResult WithoutFile(in AdviceRequest request, bool threw, AdviceResult result)
    {
        if (IsDurable(request, threw))
        {
            AdviceReport.NotDurable(request.Policy, result);
        }

        return result;
    }

    /// <remarks>
    /// Each case has its own method. The advice of a read is one system call, and does not pay for the larger stack frame of a write-back.
    /// </remarks>
    private static AdviceResult Advise(in AdviceRequest request, SafeFileHandle handle, bool threw) =>
        !request.Writes ? AdviseRead(request, handle, threw)
        : threw ? AdviseHalfWritten(request, handle)
        : AdviseWritten(request, handle);

    private static AdviceResult AdviseRead(in AdviceRequest request, SafeFileHandle handle, bool threw)
    {
        if (request.GetRange(threw, out var range) is { } reason)
        {
            return reason;
        }

        if (!request.HasPosition && !request.HasMoved && AdviceRequest.HasOnlyHeaderCached(handle))
        {
            return AdviceResult.HeaderOnly;
        }

        var outcome = Drops.IssueAround(request.Preserved, handle, range, keep: false);
        AdviceReport.Issued(request.Policy, outcome, handle, range, request.Preserved);
        return AdviceReport.ResultOf(outcome);
    }

    private static AdviceResult AdviseWritten(in AdviceRequest request, SafeFileHandle handle)
    {
        var policy = request.Policy;
        var reason = request.GetRange(threw: false, out var range);
        if (reason is not null && !policy.Durable)
        {
            return reason.Value;
        }

        // Durable = true flushes the file even if the pages stay.
        var keep = policy.KeepsPages || reason is not null;
        var outcome = Drops.WriteBackAndIssue(handle, range, policy.Durable, keep, request.Preserved, isWritten: true, out var error);
        if (policy.Durable && error != 0)
        {
            // For an error that means data at risk, WriteBackAndIssue has thrown. So this is a file without fdatasync, such as a pipe (EINVAL).
            AdviceReport.NotDurable(policy, AdviceResult.Unsupported);
        }

        AdviceReport.Issued(policy, outcome, handle, range, request.Preserved);
        return reason ?? AdviceReport.ResultOf(outcome);
    }

    /// <summary>Writes back and drops after the method has thrown. Leaves a write-back error to the caller's own <c>fsync</c>.</summary>
    private static AdviceResult AdviseHalfWritten(in AdviceRequest request, SafeFileHandle handle)
    {
        if (request.GetRange(threw: true, out var range) is { } reason)
        {
            return reason;
        }

        WriteBack.RunUnreported(handle, range);
        var outcome = Drops.IssueAround(request.Preserved, handle, range, request.Policy.KeepsPages);
        AdviceReport.Issued(request.Policy, outcome, handle, range, request.Preserved);
        return AdviceReport.ResultOf(outcome);
    }

    private static bool IsDurable(in AdviceRequest request, bool threw) => request.Writes && request.Policy.Durable && !threw;

    /// <summary>
    /// Opens a path on a system without advice, where a policy can only make the file durable. On Windows, this flush needs write access.
    /// </summary>
    private static SafeFileHandle? OpenForFlush(string path) =>
        File.Exists(path)
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : null;
}
