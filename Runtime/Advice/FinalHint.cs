using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Gives the hint that is due when a method with a drop policy is left, and counts what became of it.</summary>
internal static class FinalHint
{
    /// <summary>The body returned: flushes, writes back, drops.</summary>
    /// <exception cref="IOException">The flush or the write-back failed.</exception>
    internal static void Give(in HintRequest request)
    {
        if (request.Writes)
        {
            Flush(request);
        }

        Finish(request, threw: false);
    }

    /// <inheritdoc cref="Give"/>
    internal static ValueTask GiveAsync(in HintRequest request)
    {
        if (request.Writes)
        {
            return WriteAsync(request);
        }

        Finish(request, threw: false);
        return default;

        static async ValueTask WriteAsync(HintRequest request)
        {
            await FlushAsync(request).ConfigureAwait(false);

            // Starting a write-back may block while the device's queue is full, and giving a hint for which the background
            // has no room waits: not the caller's thread.
            await Task.Run(async () =>
            {
                if (!request.IsForLater)
                {
                    await WriteBackAsync(request, request.Policy.KeepsPages).ConfigureAwait(false);
                }

                Finish(request, threw: false);
            }).ConfigureAwait(false);
        }
    }

    /// <summary>The body threw: does what can be done, and throws nothing, so that its exception stays the one.</summary>
    internal static void GiveAfterException(in HintRequest request)
    {
        try
        {
            Finish(request, threw: true);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or NotSupportedException or UnauthorizedAccessException)
        {
            // Neither a buffer that does not flush nor a failing write-back replaces the body's exception.
            HintReport.Tell(request.Policy, HintOutcome.Refused);
        }
    }

    /// <inheritdoc cref="GiveAfterException"/>
    internal static ValueTask GiveAfterExceptionAsync(in HintRequest request)
    {
        if (!request.Writes)
        {
            GiveAfterException(request);
            return default;
        }

        var copy = request;
        return new ValueTask(Task.Run(() => GiveAfterException(copy)));
    }

    /// <summary>Starts the write-back and waits for it without holding a thread, so that the hint finds nothing to wait for.</summary>
    private static async Task WriteBackAsync(HintRequest request, bool keep)
    {
        try
        {
            using var opened = request.Path is { } path ? Kernel.OpenForAdvice(path) : null;
            if ((opened ?? request.OpenHandle) is { } handle
                && !keep
                && HintExtent.Of(request, threw: false, out var range) is null)
            {
                Drops.StartWriteBack(handle, range);
                await Drops.UntilWrittenAsync(handle, range).ConfigureAwait(false);
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread: the hint itself will see that and count it.
        }
    }

    /// <remarks>A file that does not flush ends the call here, so nobody else closes the request's own descriptor.</remarks>
    private static void Flush(in HintRequest request)
    {
        try
        {
            request.Flushable?.Flush();
        }
        catch
        {
            request.Own?.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="Flush"/>
    private static async ValueTask FlushAsync(HintRequest request)
    {
        try
        {
            await (request.Flushable?.FlushAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            request.Own?.Dispose();
            throw;
        }
    }

    private static void Finish(in HintRequest request, bool threw)
    {
        try
        {
            HintReport.Tell(request.Policy, Advise(request, threw));
        }
        catch (ObjectDisposedException)
        {
            // Closed by another thread, between the look and the call.
            HintReport.Tell(request.Policy, HintOutcome.Closed);
        }
        catch (IOException) when (!request.Writes)
        {
            // A file that is written as well, and whose buffer did not flush: it keeps the bytes, and its next flush
            // says so. A read policy fails no read.
            HintReport.Tell(request.Policy, HintOutcome.Refused);
        }
    }

    private static HintOutcome Advise(in HintRequest request, bool threw)
    {
        if (request.Own is { } own)
        {
            return LaterHint.Give(request, own, threw);
        }

        if (!IsDurable(request, threw) && (request.Policy.KeepsPages || !Kernel.IsSupported))
        {
            return request.Policy.KeepsPages ? HintOutcome.Kept : HintOutcome.Unsupported;
        }

        if (request.File is not { } file)
        {
            return AdviseOther(request, threw);
        }

        // A pipe has no position and no pages. Reading the handle of a file flushes its buffer.
        return file.CanSeek ? Advise(request, file.SafeFileHandle, threw)
            : UnderlyingFile.IsOpen(file) ? HintOutcome.Unsupported
            : HintOutcome.Closed;
    }

    /// <summary>A path, a handle, or nothing.</summary>
    private static HintOutcome AdviseOther(in HintRequest request, bool threw)
    {
        if (request.Path is { } path)
        {
            var opened = Kernel.IsSupported ? Kernel.OpenForAdvice(path) : OpenForFlush(path);
            if (opened is null)
            {
                return HintOutcome.NoFile;
            }

            if (request.IsForLater && !Kernel.IsDirectory(opened))
            {
                return LaterHint.Give(request, opened, threw);
            }

            using (opened)
            {
                // The kernel takes advice about a directory, and does nothing: its pages are no file's.
                return Kernel.IsDirectory(opened) ? HintOutcome.Directory : Advise(request, opened, threw);
            }
        }

        return request.Stream is not null || request.Handle is { IsClosed: true } ? HintOutcome.Closed
            : request.Handle is null ? HintOutcome.NoFile
            : Advise(request, request.Handle, threw);
    }

    /// <remarks>A method each, so that a read, whose hint is one system call, does not pay for the frame of a write-back.</remarks>
    private static HintOutcome Advise(in HintRequest request, SafeFileHandle handle, bool threw) =>
        !request.Writes ? AdviseRead(request, handle, threw)
        : threw ? AdviseHalfWritten(request, handle)
        : AdviseWritten(request, handle);

    private static HintOutcome AdviseRead(in HintRequest request, SafeFileHandle handle, bool threw)
    {
        if (HintExtent.Of(request, threw, out var range) is { } reason)
        {
            return reason;
        }

        if (!request.HasPosition && HintExtent.HasHeaderAlone(handle))
        {
            return HintOutcome.HeaderOnly;
        }

        var outcome = Drops.GiveAround(request.Spared, handle, range, keep: false);
        HintReport.TellRange(request.Policy, outcome, handle, range, request.Spared);
        return HintReport.OutcomeOf(outcome);
    }

    private static HintOutcome AdviseWritten(in HintRequest request, SafeFileHandle handle)
    {
        var policy = request.Policy;
        var reason = HintExtent.Of(request, threw: false, out var range);
        if (reason is not null && !policy.Durable)
        {
            return reason.Value;
        }

        // Durability was promised, whatever becomes of the pages.
        var keep = policy.KeepsPages || reason is not null;
        var outcome = Drops.WriteBackAndGive(handle, range, policy.Durable, keep, request.Spared);
        HintReport.TellRange(policy, outcome, handle, range, request.Spared);
        return reason ?? HintReport.OutcomeOf(outcome);
    }

    /// <summary>The body threw: its own exception stays the one, and nothing was promised.</summary>
    private static HintOutcome AdviseHalfWritten(in HintRequest request, SafeFileHandle handle)
    {
        if (HintExtent.Of(request, threw: true, out var range) is { } reason)
        {
            return reason;
        }

        UnreportedWriteBack.Run(handle, range);
        var outcome = Drops.GiveAround(request.Spared, handle, range, request.Policy.KeepsPages);
        HintReport.TellRange(request.Policy, outcome, handle, range, request.Spared);
        return HintReport.OutcomeOf(outcome);
    }

    private static bool IsDurable(in HintRequest request, bool threw) => request.Writes && request.Policy.Durable && !threw;

    /// <summary>On other systems durability is all there is to give, and Windows wants write access for it.</summary>
    private static SafeFileHandle? OpenForFlush(string path) =>
        File.Exists(path)
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete)
            : null;
}
