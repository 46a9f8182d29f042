using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The typestate of a file: opened, written, flushed, synced, closed. Each member returns the state after one step.</summary>
internal static class FileTransitions
{
    internal static SaveState Opened(SaveState state, FileOrigin file)
    {
        var data = file.Mode switch
        {
            // To create or empty a file changes it even before the first write, so a flush to disk is missing.
            OpenMode.Empty when file is { Reopens: not null, IsWholeFile: false } => state.At(file.Path)?.Data ?? DataStates.Unknown,
            OpenMode.Empty => DataStates.Unsynced,
            OpenMode.Unknown when file.Inner is null => DataStates.Unknown,
            _ when file.IsWholeFile => DataStates.Unsynced,
            _ => DataStates.Untouched,
        };
        data = data == DataStates.Unsynced ? AfterWrite(file) : data;
        state = state.With(new FileState(file, data, Possible.No, file.IsWholeFile ? Possible.Yes : Possible.No));
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
            return state.With(known with { Data = (known.Data & DataStates.Unknown) | AfterWrite(file), Dirty = Possible.Yes, PlainFlush = null });
        }

        return Written(state.With(known with { Dirty = file.IsBuffer ? Possible.Yes : Possible.No }), inner, write, isVariable);
    }

    /// <summary>The state of the data after a write to the file itself: a file with write-through needs no flush.</summary>
    private static DataStates AfterWrite(FileOrigin file) =>
        file.WritesThrough switch { Possible.No => DataStates.Unsynced, Possible.Yes => DataStates.Synced, _ => DataStates.Unknown };

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

        var data = isCertain ? DataStates.Synced : known.Data | DataStates.Unknown;
        return state.With(known with { Data = data, Dirty = Possible.No, PlainFlush = null });
    }

    /// <summary>A close of the object, and of the objects below if the object closes them.</summary>
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

    /// <summary>The state after a flush to disk of an unknown file, which can be any of the files.</summary>
    internal static SaveState MaybeSynced(SaveState state) =>
        state with { Files = state.Files.SetItems(state.Files.Select(static entry => new KeyValuePair<FileOrigin, FileState>(entry.Key, entry.Value with { Data = entry.Value.Data | DataStates.Unknown }))) };

    /// <summary>The state after unknown code has received the object. The code can write to any object. It can flush to disk only if the object is the file itself.</summary>
    internal static SaveState Escaped(SaveState state, FileOrigin file, bool canSync)
    {
        for (var current = file; current is not null; current = current.Inner)
        {
            current.Escapes |= current == file;
            if (canSync && state.Of(current) is { } known)
            {
                state = state.With(known with { Data = known.Data | DataStates.Unknown, Dirty = Possible.Either, Closed = Possible.Either, PlainFlush = null });
            }
        }

        return state;
    }
}
