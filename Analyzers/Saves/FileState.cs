using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The possible states of a file's data, as a set.</summary>
[Flags]
internal enum DataStates
{
    None = 0,

    /// <summary>Nothing was written through this object.</summary>
    Untouched = 1,

    /// <summary>Written, and the kernel may hold the data in the page cache only.</summary>
    Unsynced = 2,

    /// <summary>Written and flushed to disk.</summary>
    Synced = 4,

    /// <summary>Code that the analysis cannot see may have written the data or flushed it to disk.</summary>
    Unknown = 8,
}

/// <summary>A fact that holds on no path of the code, on all paths, or on some.</summary>
[Flags]
internal enum Possible
{
    No = 1,
    Yes = 2,
    Either = No | Yes,
}

/// <summary>The effect of an opening on an existing file.</summary>
internal enum OpenMode
{
    /// <summary>The object is not the file itself, but a writer or a compressor over another object.</summary>
    Wrapper,

    /// <summary>The file is new or empty.</summary>
    Empty,

    /// <summary>The bytes of an older file stay until they are overwritten.</summary>
    Overwrite,

    Append,
    Read,
    Unknown,
}

/// <summary>One place that creates a file object, or writes a file by its path, with the uses of the object on all paths of the code.</summary>
internal sealed class FileOrigin(IOperation place, string type, OpenMode mode)
{
    internal IOperation Place { get; } = place;

    /// <summary>The name of the object's type.</summary>
    internal string Type { get; } = type;

    internal OpenMode Mode { get; } = mode;

    /// <summary>The call in the analyzed method whose callee creates the object. Null if the method itself creates it.</summary>
    internal IInvocationOperation? Site { get; set; }

    /// <summary>The identity of the path (<see cref="PathKeys"/>). Null if it is unknown.</summary>
    internal string? Path { get; init; }

    /// <summary>The object that a wrapper writes to.</summary>
    internal FileOrigin? Inner { get; init; }

    /// <summary>Whether closing the wrapper closes the inner object.</summary>
    internal Possible ClosesInner { get; init; } = Possible.Yes;

    /// <summary>Whether a write returns after the data is on disk (<c>FileOptions.WriteThrough</c>).</summary>
    internal Possible WritesThrough { get; init; } = Possible.No;

    /// <summary>Whether the object was written as a whole by one call, as <c>File.WriteAllText</c> does.</summary>
    internal bool IsWholeFile { get; init; }

    /// <summary>The object that created the file, if this object opens the same file again and keeps its content. Null otherwise.</summary>
    internal FileOrigin? Reopens { get; private init; }

    /// <summary>Whether the file is a copy of another file.</summary>
    internal bool IsCopy { get; init; }

    /// <summary>Whether each write reaches the inner object at once (<c>AutoFlush</c>).</summary>
    internal bool AutoFlushes { get; set; }

    internal List<IOperation> Writes { get; } = [];

    /// <summary>Whether a write can have a different length in each run.</summary>
    internal bool HasVariableWrite { get; set; }

    internal bool IsRead { get; set; }

    /// <summary>Whether the code sets or reads the position.</summary>
    internal bool UsesPosition { get; set; }

    internal bool IsTruncated { get; set; }

    /// <summary>Whether code that the analysis cannot see gets the object.</summary>
    internal bool Escapes { get; set; }

    /// <summary>Returns this opening, marked as the reopening of a file that the method has created.</summary>
    internal FileOrigin Reopening(FileOrigin file) =>
        new(Place, Type, OpenMode.Empty) { Path = Path, WritesThrough = WritesThrough, IsWholeFile = IsWholeFile, Reopens = file.Reopens ?? file };

    /// <summary>The file below all wrappers.</summary>
    internal FileOrigin Root => Inner?.Root ?? this;

    /// <summary>Whether the object's <c>Dispose</c> writes bytes that its <c>Flush</c> does not write.</summary>
    internal bool EndsAtDispose => Type is "GZipStream" or "DeflateStream" or "ZLibStream" or "BrotliStream" or "ZipArchive" or "TarWriter";

    /// <summary>Whether the object holds written bytes until a flush.</summary>
    internal bool IsBuffer => !AutoFlushes && Mode == OpenMode.Wrapper
        && (EndsAtDispose || Type is "StreamWriter" or "BufferedStream" or "Utf8JsonWriter" or "XmlWriter" or "CryptoStream");
}

/// <summary>The state of one file object at one place of the code.</summary>
/// <param name="Origin">The object.</param>
/// <param name="Data">The state of the data. Not used for a wrapper, because the file below it has the state.</param>
/// <param name="Dirty">Whether a managed buffer holds bytes.</param>
/// <param name="Closed">Whether the object is closed.</param>
internal sealed record FileState(FileOrigin Origin, DataStates Data, Possible Dirty, Possible Closed)
{
    /// <summary>The <c>Flush()</c> of a <c>FileStream</c>, if nothing was written after it. Null if there is none.</summary>
    internal IOperation? PlainFlush { get; init; }

    /// <summary>Whether the data was written, and no path of the code has flushed it to disk.</summary>
    internal bool IsUnsynced => (Data & DataStates.Unsynced) != 0 && (Data & (DataStates.Synced | DataStates.Unknown)) == 0;

    /// <summary>Whether the file is new or overwritten, and its data is flushed to disk by all paths of the code, or by none.</summary>
    internal bool IsCertain => Origin.Mode is OpenMode.Empty or OpenMode.Overwrite && (IsUnsynced || Data == DataStates.Synced);

    internal FileState Join(FileState other) => Equals(other) ? this : this with
    {
        Data = Data | other.Data,
        Dirty = Dirty | other.Dirty,
        Closed = Closed | other.Closed,
        PlainFlush = PlainFlush == other.PlainFlush ? PlainFlush : null,
    };
}
