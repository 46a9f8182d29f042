using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The typestate of a file: opened, written, flushed, synced, closed. Each member returns the state after one step.</summary>
internal static class FileTransitions
{
    internal static SaveState Opened(SaveState state, FileOrigin file)
    {
        var content = file.Mode switch
        {
            // A new or emptied file differs from the file on disk before the first write.
            OpenMode.Empty when file is { Reopens: not null, IsWholeFile: false } => state.At(file.Path)?.Content ?? Content.Unknown,
            OpenMode.Empty => Content.Unsynced,
            OpenMode.Unknown when file.Inner is null => Content.Unknown,
            _ when file.IsWholeFile => Content.Unsynced,
            _ => Content.Untouched,
        };
        content = content != Content.Unsynced ? content : file.WritesThrough switch { Possible.No => content, Possible.Yes => Content.Synced, _ => Content.Unknown };
        state = state.With(new FileState(file, content, Possible.No, file.IsWholeFile ? Possible.Yes : Possible.No));
        return file is { Path: { } path, Mode: not OpenMode.Read }
            ? state with { ByPath = state.ByPath.SetItem(path, file), Deleted = state.Deleted.Remove(path) }
            : state;
    }

    /// <summary>A write to the object: its own buffer holds the bytes, or the file has them.</summary>
    internal static SaveState Written(SaveState state, FileOrigin file, IOperation write, bool isVariable)
    {
        file.Writes.Add(write);
        file.HasVariableWrite |= isVariable;
        if (state.Of(file) is not { } known)
        {
            return state;
        }

        if (file.Inner is not { } inner)
        {
            var content = file.WritesThrough switch { Possible.No => Content.Unsynced, Possible.Yes => Content.Synced, _ => Content.Unknown };
            return state.With(known with { Content = (known.Content & Content.Unknown) | content, Dirty = Possible.Yes, PlainFlush = null });
        }

        return Written(state.With(known with { Dirty = file.IsBuffer ? Possible.Yes : Possible.No }), inner, write, isVariable);
    }

    /// <summary>A flush of the managed buffers of the object and of all objects below it.</summary>
    internal static SaveState Flushed(SaveState state, FileOrigin file, IOperation? plain)
    {
        for (var current = file; current is not null; current = current.Inner)
        {
            if (state.Of(current) is { } known)
            {
                state = state.With(known with { Dirty = Possible.No, PlainFlush = current == file && current is { Inner: null, Type: "FileStream" } ? plain : known.PlainFlush });
            }
        }

        return state;
    }

    /// <summary>A flush of the file to disk. The buffers of wrappers stay as they are.</summary>
    internal static SaveState Synced(SaveState state, FileOrigin file, bool isCertain)
    {
        if (state.Of(file) is not { } known)
        {
            return state;
        }

        var content = isCertain ? Content.Synced : known.Content | Content.Unknown;
        return state.With(known with { Content = content, Dirty = Possible.No, PlainFlush = null });
    }

    /// <summary>A close of the object, and of the objects below if it closes them.</summary>
    internal static SaveState Closed(SaveState state, FileOrigin file, Possible closed = Possible.Yes)
    {
        if (state.Of(file) is not { } known)
        {
            return state;
        }

        state = state.With(known with { Closed = closed == Possible.Yes ? Possible.Yes : known.Closed | closed, Dirty = Possible.No });
        return file.Inner is { } inner && file.ClosesInner != Possible.No
            ? Closed(state, inner, closed == Possible.Yes ? file.ClosesInner : Possible.Either)
            : state;
    }

    /// <summary>Each file may have been flushed to disk.</summary>
    internal static SaveState Lost(SaveState state) =>
        state with { Files = state.Files.SetItems(state.Files.Select(static entry => new KeyValuePair<FileOrigin, FileState>(entry.Key, entry.Value with { Content = entry.Value.Content | Content.Unknown }))) };

    /// <summary>The state after unknown code has received the object. The code can write to any object. It can flush to disk only if the object is the file itself.</summary>
    internal static SaveState Escaped(SaveState state, FileOrigin file, bool canSync)
    {
        for (var current = file; current is not null; current = current.Inner)
        {
            current.Escapes |= current == file;
            if (canSync && state.Of(current) is { } known)
            {
                state = state.With(known with { Content = known.Content | Content.Unknown, Dirty = Possible.Either, Closed = Possible.Either, PlainFlush = null });
            }
        }

        return state;
    }
}
