namespace IoPolicy.Advice;

/// <summary>The stream types whose inner stream the user's own functions return. Thread-safe.</summary>
internal static class RegisteredWrappers
{
    private static readonly object Gate = new();

    // Replaced as a whole, so a lookup takes no lock.
    private static volatile Dictionary<Type, Func<Stream, Stream?>>? _known;

    internal static void Register<T>(Func<T, Stream?> getInnerStream)
        where T : Stream
    {
        lock (Gate)
        {
            _known = new Dictionary<Type, Func<Stream, Stream?>>(_known ?? []) { [typeof(T)] = stream => getInnerStream((T)stream) };
        }
    }

    /// <summary>Gets the inner stream by the function for the type, or for its nearest base type. Null if there is none.</summary>
    internal static Stream? InnerOf(Stream stream)
    {
        if (_known is not { } known)
        {
            return null;
        }

        for (var type = stream.GetType(); type is not null; type = type.BaseType)
        {
            if (known.TryGetValue(type, out var getInnerStream))
            {
                return getInnerStream(stream);
            }
        }

        return null;
    }
}
