namespace IoPolicy.Analyzers.Policies;

/// <summary>The forms in which a method can have its file.</summary>
internal enum FileKind
{
    FileStream,
    SafeFileHandle,
    Stream,
    BinaryReader,
    BinaryWriter,

    /// <summary>A string: a file only where the attribute's <c>File</c> names it.</summary>
    Path,
}
