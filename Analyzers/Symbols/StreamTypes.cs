using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>The forms in which a method can have its file.</summary>
internal enum FileKind
{
    FileStream,
    SafeFileHandle,
    Stream,
    BinaryReader,
    BinaryWriter,
    StreamReader,
    StreamWriter,

    /// <summary>
    /// A path: a string, a <c>FileInfo</c>, a <c>DirectoryInfo</c>, or an object that converts to a string. It is a file only if the
    /// attribute's <c>File</c> names it.
    /// </summary>
    Path,
}

/// <summary>How many bytes an object reads from the stream below it.</summary>
internal enum StreamAccess
{
    /// <summary>Unknown, because the object decodes, encrypts, or reads ahead without a limit.</summary>
    Opaque,

    /// <summary>As many as the caller requests.</summary>
    AsRequested,

    /// <summary>As many as the caller requests, and at most a buffer more.</summary>
    Buffered,
}

/// <summary>The facts about one stream type, or about a type that uses streams.</summary>
internal sealed record StreamType(string Namespace, string Name)
{
    /// <summary>The form in which a value of the type is the file of a policy; null if the runtime finds no file in the value.</summary>
    internal FileKind? Kind { get; init; }

    /// <summary>Whether the bytes of a file can move through a value of the type.</summary>
    internal bool IsFileLike { get; init; }

    /// <summary>Whether a value of the type holds its bytes in memory.</summary>
    internal bool IsMemory { get; init; }

    /// <summary>Whether the generated code can pass its own stream where the code expects this type.</summary>
    internal bool CanBeWrapped { get; init; }

    /// <summary>Whether a constructor takes a stream, and the object uses only the stream's public members.</summary>
    internal bool IsMadeOverStream { get; init; }

    /// <summary>Whether a value of the type is an object over another stream, and not the file's stream itself.</summary>
    internal bool IsOverStream { get; init; }

    /// <summary>Whether <c>Dispose</c> closes the stream below, unless the constructor gets <c>leaveOpen: true</c>.</summary>
    internal bool ClosesStream { get; init; }

    internal StreamAccess Access { get; init; }
}

/// <summary>The table of .NET's stream types, and of the types that use streams.</summary>
internal static class StreamTypes
{
    private const string Io = "System.IO";
    private const string Compression = "System.IO.Compression";

    private static readonly Dictionary<string, StreamType> ByName = new[]
    {
        // Files.
        new StreamType(Io, "FileStream") { Kind = FileKind.FileStream, IsFileLike = true, CanBeWrapped = true, Access = StreamAccess.AsRequested },
        new StreamType(Io, "Stream") { Kind = FileKind.Stream, IsFileLike = true, CanBeWrapped = true, Access = StreamAccess.AsRequested },
        new StreamType("IoPolicy", "DropBehindStream") { Kind = FileKind.Stream, IsFileLike = true, Access = StreamAccess.AsRequested },
        new StreamType("Microsoft.Win32.SafeHandles", "SafeFileHandle") { Kind = FileKind.SafeFileHandle, IsFileLike = true },

        // Streams over a stream. The runtime finds the file in those with a FileKind. SearchedStreamTests compares them with the runtime's list.
        OverStream(Io, "BufferedStream", FileKind.Stream, StreamAccess.Buffered),
        OverStream(Compression, "GZipStream", FileKind.Stream),
        OverStream(Compression, "DeflateStream", FileKind.Stream),
        OverStream(Compression, "ZLibStream", FileKind.Stream),
        OverStream(Compression, "BrotliStream", FileKind.Stream),
        OverStream("System.Security.Cryptography", "CryptoStream"),

        // Readers and writers.
        OverStream(Io, "BinaryReader", FileKind.BinaryReader, StreamAccess.AsRequested),
        OverStream(Io, "BinaryWriter", FileKind.BinaryWriter, StreamAccess.AsRequested),
        OverStream(Io, "StreamReader", FileKind.StreamReader),
        OverStream(Io, "StreamWriter", FileKind.StreamWriter),
        new StreamType(Io, "TextReader") { IsFileLike = true, IsOverStream = true },
        new StreamType(Io, "TextWriter") { IsFileLike = true, IsOverStream = true },
        new StreamType("System.IO.Pipelines", "PipeReader") { IsFileLike = true, IsOverStream = true },
        new StreamType("System.IO.Pipelines", "PipeWriter") { IsFileLike = true, IsOverStream = true },

        // Archives and formats.
        OverStream(Compression, "ZipArchive") with { IsFileLike = false },
        OverStream("System.Formats.Tar", "TarReader") with { IsFileLike = false },
        OverStream("System.Formats.Tar", "TarWriter") with { IsFileLike = false },
        OverStream("System.Text.Json", "Utf8JsonWriter") with { IsFileLike = false, ClosesStream = false },
        new StreamType("System.Xml", "XmlReader") { IsOverStream = true },
        new StreamType("System.Xml", "XmlWriter") { IsOverStream = true },

        // Memory.
        new StreamType(Io, "MemoryStream") { IsMemory = true },
        new StreamType(Io, "UnmanagedMemoryStream") { IsMemory = true },
        new StreamType(Io, "StringReader") { IsMemory = true },
        new StreamType(Io, "StringWriter") { IsMemory = true },
    }.ToDictionary(static row => row.Name, StringComparer.Ordinal);

    /// <summary>Returns the row of a type; null if the table does not have the type.</summary>
    internal static StreamType? Find(ITypeSymbol? type) =>
        type is not null && ByName.TryGetValue(type.Name, out var row) && type.IsIn(row.Namespace) ? row : null;

    /// <summary>Returns the row of a type or of its nearest base type; null if the table has none of them.</summary>
    internal static StreamType? FindNearest(ITypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (Find(current) is { } row)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>Returns the form in which a value of the type is the file of a policy; null if the runtime finds no file in the value.</summary>
    internal static FileKind? KindOf(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_String ? FileKind.Path
        : type is ITypeParameterSymbol { ConstraintTypes: var constraints } ? constraints.Select(KindOf).FirstOrDefault(static kind => kind is not null)
        : IsUnknownStream(type) ? (ShowsInnerStream(type) ? FileKind.Stream : null)
        : FindNearest(type)?.Kind;

    /// <summary>Whether the bytes of a file can move through a value of the type.</summary>
    internal static bool IsFileLike(ITypeSymbol? type) => FindNearest(type) is { IsFileLike: true };

    /// <summary>
    /// Whether a value of the type holds its bytes in memory. A class that derives from <c>UnmanagedMemoryStream</c> can be a mapped file.
    /// </summary>
    internal static bool IsMemory(ITypeSymbol? type) => FindNearest(type) is { IsMemory: true } row && (row.Name == "MemoryStream" || row == Find(type));

    /// <summary>Whether a value of the type has no pages in the cache: memory, a connection or a pipe.</summary>
    internal static bool IsNoFile(ITypeSymbol? type) =>
        IsMemory(type) || TypeFacts.DerivesFrom(type, "System.Net.Sockets", "NetworkStream") || TypeFacts.DerivesFrom(type, "System.IO.Pipes", "PipeStream")
        || TypeFacts.DerivesFrom(type, "System.Net.Security", "AuthenticatedStream");

    /// <summary>Whether the type implements <c>IStreamWrapper</c>, so that the runtime finds the file inside.</summary>
    internal static bool ShowsInnerStream(ITypeSymbol type) => type.AllInterfaces.Any(static @interface => @interface.Name == "IStreamWrapper" && @interface.IsIn("IoPolicy"));

    /// <summary>Whether the type derives from <c>Stream</c>, and from no other type of the table.</summary>
    internal static bool IsUnknownStream(ITypeSymbol? type) => FindNearest(type) is { Name: "Stream" } && Find(type) is null;

    private static StreamType OverStream(string @namespace, string name, FileKind? kind = null, StreamAccess access = StreamAccess.Opaque) =>
        new(@namespace, name) { Kind = kind, Access = access, IsFileLike = true, IsMadeOverStream = true, IsOverStream = true, ClosesStream = true };
}
