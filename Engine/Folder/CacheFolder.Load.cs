using KvCache.Interop;

namespace KvCache;

public sealed partial class CacheFolder
{
    /// <summary>
    /// Loads the longest checkpoint for a prompt. Where it is refused, the next best follows. The file that was loaded
    /// is touched, or removed where it has more tokens than <see cref="StorePolicy.ColdMaxTokens"/>. A file whose
    /// payload contradicts its header is removed; others that are refused stay.
    /// </summary>
    /// <param name="request">The prompt, the session, and where the payload goes.</param>
    /// <returns>The file that was loaded, if one fits, and those that were refused before it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The folder or the file could not be read, or the destination not written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file that has to go may not be removed.</exception>
    public LoadResult Load(LoadRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var refused = new List<(KvcEntry, KvcFault)>();
        foreach (var entry in FindPrefixes(request.Prompt.Span, request.Session))
        {
            try
            {
                var loaded = LoadEntry(entry, request);
                return new LoadResult(entry, loaded, Use(entry, loaded), refused);
            }
            catch (KvcFormatException error)
            {
                refused.Add((entry, error.Fault));
                if (error.Fault.Kind == KvcFaultKind.TokenCount)
                {
                    Discard(entry);
                }
            }
        }

        return new LoadResult(null, null, false, refused);
    }

    private KvcLoaded LoadEntry(KvcEntry entry, LoadRequest request)
    {
        using var file = SafeFiles.Open(entry.Path, write: false);
        return KvcReader.Load(file, new KvcLoad
        {
            Path = entry.Path,
            Key = entry.Key,
            Prompt = request.Prompt,
            Checks = _options.Checks,
            Session = request.Session.Payload,
            Destination = request.Destination,
            Tools = request.Tools,
            WantedTools = request.WantedTools,
        });
    }

    /// <summary>Touches a file that was loaded, or removes it; says whether it did that.</summary>
    private bool Use(KvcEntry entry, KvcLoaded loaded)
    {
        if (loaded.Header.IsFullyKnown && _options.Policy.ColdMaxTokens > 0 && loaded.Header.Tokens > (uint)_options.Policy.ColdMaxTokens)
        {
            Discard(entry);
            return true;
        }

        _ = Touch(entry);
        return false;
    }

    /// <summary>Removes a file, unless another has taken its place since, or a newer program wrote it.</summary>
    private void Discard(KvcEntry entry)
    {
        using var held = FolderLock.Take(Path);
        if (StillThere(entry) is { Header.IsFullyKnown: true })
        {
            File.Delete(entry.Path);
        }
    }
}
