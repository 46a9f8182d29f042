using IoPolicy.Analyzers.Symbols;
namespace IoPolicy.Analyzers.Policies;

/// <summary>Why no wrapped stream can stand in for a method's file.</summary>
internal static class UnwrappableFile
{
    internal static string WhyNot(FileCandidate file) => file switch
    {
        { Kind: FileKind.Path } => $"'{file.Name}' is a path, and no stream can stand in for it",
        { Place: FilePlace.Result } => "the file is the method's result, and the method has done its work by then",
        { Place: FilePlace.Field or FilePlace.Property } => $"'{file.Name}' is a member, and the method takes its own stream from it",
        { Kind: FileKind.SafeFileHandle } => $"'{file.Name}' is a handle, and no stream can stand in for it",
        { Kind: FileKind.BinaryReader or FileKind.BinaryWriter } => $"'{file.Name}' is bound to its stream already",
        _ => $"'{file.Name}' is passed by reference, or has a type of its own, which no wrapper can have",
    };
}
