using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Issues the advice of a drop policy when its method is left, and reports the result.</summary>
internal static class FinalAdvice
{
    /// <summary>After the method returned: flushes, writes back and drops.</summary>
    /// <exception cref="IOException">The flush or the write-back failed.</exception>
    internal static void Issue(in AdviceRequest request)
    {
        if (request.Writes)
        {
            Flush(request);
            FinishWrite(request.QueuedInSeries());
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
            request = request.QueuedInSeries();
            if (request.SmallFileBytes > 0 && BackgroundAdvice.Shared.HasRoomFor(request.SmallFileBytes))
            {
                FinishWrite(request);
                return;
            }

            // Starting a write-back may block while the device's queue is full. So may advice that does not fit into the background
            // queue. The caller's thread does not wait.
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

    /// <summary>Finishes a write, and throws the failure of an earlier small file of its method.</summary>
    private static void FinishWrite(in AdviceRequest request)
    {
        Finish(request, threw: false);
        BackgroundAdvice.Shared.ThrowEarlierFailure(request.Policy);
    }

    /// <summary>
    /// After the method threw: acts as far as possible, and throws nothing, so that the method's exception reaches the caller.
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

    /// <summary>Starts the write-back and waits for it without holding a thread, so that the advice has nothing to wait for.</summary>
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
            // Closed by another thread: the advice itself reports that.
        }
    }

    /// <remarks>A file that does not flush ends the call here, so nothing else closes the request's own descriptor.</remarks>
    private static void Flush(in AdviceRequest request)
    {
        try
        {
            request.Target.Flush();
        }
        catch
        {
            request.Own?.Dispose();
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
            request.Own?.Dispose();
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
            // Closed by another thread, between the check and the call.
            AdviceReport.Result(request.Policy, NotReached(request, threw, AdviceResult.Closed));
        }
        catch (IOException) when (!request.Writes)
        {
            // The buffer of a file that is also written did not flush. It keeps the bytes, and its next flush reports the
            // failure. A read policy fails no read.
            AdviceReport.Result(request.Policy, AdviceResult.Refused);
        }
    }

    private static AdviceResult Advise(in AdviceRequest request, bool threw)
    {
        if (request.Own is { } own)
        {
            return QueuedAdvice.Enqueue(request, own, threw);
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
            : NotReached(request, threw, UnderlyingFile.IsOpen(file) ? AdviceResult.Unsupported : AdviceResult.Closed);
    }

    /// <summary>A path, a handle, or nothing.</summary>
    private static AdviceResult AdviseOther(in AdviceRequest request, bool threw)
    {
        if (request.Target.Path is { } path)
        {
            var opened = Kernel.IsSupported ? Kernel.OpenForAdvice(path) : OpenForFlush(path);
            if (opened is null)
            {
                return NotReached(request, threw, AdviceResult.NoFile);
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
                // The kernel accepts advice about a directory, and does nothing, because its pages are not a file's.
                return Kernel.IsDirectory(opened) ? NotReached(request, threw, AdviceResult.Directory) : Advise(request, opened, threw);
            }
        }

        return request.Target.Handle is { IsClosed: false } handle
            ? Advise(request, handle, threw)
            : NotReached(request, threw, (request.Target.Stream ?? (object?)request.Target.Handle) is null ? AdviceResult.NoFile : AdviceResult.Closed);
    }

    /// <summary>Advises about each file of a directory. A failing write-back does not keep the others from being written back.</summary>
    /// <exception cref="IOException">A write-back failed: the first one.</exception>
    private static AdviceResult AdviseFiles(in AdviceRequest request, string path, bool threw)
    {
        var files = new DirectoryFiles(path, request.Since);
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

        if (files.IsCut)
        {
            AdviceReport.DirectoryCut(request.Policy, path);
        }

        return failure is not null ? throw failure
            : result == AdviceResult.NoFile ? NotReached(request, threw, result)
            : result;
    }

    /// <summary>Reports that a policy could not keep its promise of durability, because there was no file to flush.</summary>
    private static AdviceResult NotReached(in AdviceRequest request, bool threw, AdviceResult result)
    {
        if (IsDurable(request, threw))
        {
            AdviceReport.NotDurable(request.Policy, result);
        }

        return result;
    }

    /// <remarks>
    /// Each case has its own method, so that a read, whose advice is one system call, does not pay for the frame of a
    /// write-back.
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

        if (!request.HasPosition && !request.HasMoved && AdviceRequest.HasHeaderAlone(handle))
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
            // EINVAL: a pipe or a device without fdatasync. Each error that means data at risk has thrown.
            AdviceReport.NotDurable(policy, AdviceResult.Unsupported);
        }

        AdviceReport.Issued(policy, outcome, handle, range, request.Preserved);
        return reason ?? AdviceReport.ResultOf(outcome);
    }

    /// <summary>After the method threw: its exception stays, and no durability is promised.</summary>
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

    /// <summary>Opens a path on another system, which has durability only. Windows needs write access for it.</summary>
    private static SafeFileHandle? OpenForFlush(string path) =>
        File.Exists(path)
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : null;
}
