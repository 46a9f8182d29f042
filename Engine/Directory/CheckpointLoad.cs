using KvCache.Interop;

namespace KvCache;

/// <summary>Loads the best checkpoint for a prompt.</summary>
internal sealed class CheckpointLoad(DirectoryState directory)
{
    internal LoadResult Run(LoadRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var refused = new List<(KvcEntry, KvcFault)>();
        var failures = new List<FileFailure>();
        var destination = new LoadDestination(request);
        foreach (var entry in Candidates(request))
        {
            KvcLoaded loaded;
            try
            {
                loaded = LoadEntry(entry, request, cancellation);
            }
            catch (KvcFormatException error)
            {
                if (error.DeliveredBytes > 0 && !destination.TryRestart())
                {
                    throw;
                }

                refused.Add((entry, error.Fault));
                if (error.Fault.Kind == KvcFaultKind.TokenCount)
                {
                    _ = FileFailure.Try(entry.Path, "the file, which contradicts itself, was not removed", failures, () => directory.Discard(entry, cancellation));
                }

                continue;
            }

            return new LoadResult(entry, loaded, CountHitOrRemove(entry, loaded, failures, cancellation), refused) { Failures = failures };
        }

        return new LoadResult(null, null, false, refused) { Failures = failures };
    }

    /// <summary>
    /// Finds the fitting checkpoints, best first. The best one is nearly always loaded, so the search for the others waits
    /// until they are needed.
    /// </summary>
    private IEnumerable<KvcEntry> Candidates(LoadRequest request)
    {
        if (directory.FindPrefix(request.Prompt.Span, request.Session) is not { } best)
        {
            yield break;
        }

        yield return best;
        foreach (var entry in directory.FindPrefixes(request.Prompt.Span, request.Session).Where(entry => entry.Path != best.Path))
        {
            yield return entry;
        }
    }

    private KvcLoaded LoadEntry(KvcEntry entry, LoadRequest request, CancellationToken cancellation)
    {
        using var file = SafeFiles.Open(entry.Path, write: false);
        try
        {
            return KvcReader.Load(file, new KvcLoad
            {
                Path = entry.Path,
                Key = entry.Key,
                Prompt = request.Prompt,
                Checks = directory.Options.Checks,
                Session = request.Session,
                Destination = request.Destination,
                Tools = request.Tools,
                WantedTools = request.WantedTools,
                Cancellation = cancellation,
            });
        }
        catch (KvcFormatException error) when (error.Fault.Kind == KvcFaultKind.Unreadable)
        {
            directory.Unreadable.Add(entry);
            throw;
        }
    }

    /// <summary>
    /// Counts the hit of a loaded file. Instead removes a long file of payload ABI 0 (<see cref="StorePolicy.ColdMaxTokens"/>), as ds4 did
    /// before May 2026, but no file with unknown extension bits. Returns whether the file was removed. A failure is not thrown, because the caller already has the payload.
    /// </summary>
    private bool CountHitOrRemove(KvcEntry entry, KvcLoaded loaded, List<FileFailure> failures, CancellationToken cancellation)
    {
        var maxTokens = directory.Options.Policy.ColdMaxTokens;
        if (loaded.Header is { PayloadAbi: KvcHeader.OldPayloadAbi, IsNewer: false } && maxTokens > 0 && loaded.Header.Tokens > (uint)maxTokens)
        {
            return FileFailure.Try(entry.Path, "the file was not removed after its load", failures, () => directory.Discard(entry, cancellation));
        }

        _ = FileFailure.Try(entry.Path, "the hit was not counted", failures, () => directory.CountHit(entry, cancellation));
        return false;
    }
}

/// <summary>The destination of a load. It is reset if it has received a part of a payload and the disk cannot read the rest.</summary>
internal sealed class LoadDestination(LoadRequest request)
{
    private readonly (long Position, long Length)? _start =
        request.Destination.CanSeek ? (request.Destination.Position, request.Destination.Length) : null;

    /// <summary>Restores the state that the destination had before the load. False if that is impossible.</summary>
    internal bool TryRestart()
    {
        if (request.Restart is { } restart)
        {
            restart();
            return true;
        }

        if (_start is not var (position, length))
        {
            return false;
        }

        // A memory stream of a fixed size does not support SetLength, and does not need it.
        if (request.Destination.Length != length)
        {
            request.Destination.SetLength(length);
        }

        request.Destination.Position = position;
        return true;
    }
}
