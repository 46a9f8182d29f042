using IoPolicy.Analyzers.Symbols;
namespace IoPolicy.Analyzers.Policies;

/// <summary>Describes why a drop-behind stream cannot replace the file of a method.</summary>
internal static class UnwrappableFile
{
    internal static string WhyNot(FileCandidate file) => file switch
    {
        { Kind: FileKind.Path } => $"'{file.Name}' is a path",
        { Place: FilePlace.Field or FilePlace.Property or FilePlace.PrimaryParameter or FilePlace.Dotted } => $"the method gets its stream from the member '{file.Name}'",
        { Kind: FileKind.SafeFileHandle } => $"'{file.Name}' is a handle",
        { Kind: FileKind.BinaryReader or FileKind.BinaryWriter or FileKind.StreamReader or FileKind.StreamWriter } => $"'{file.Name}' already has its stream",
        _ => $"'{file.Name}' is passed by reference, or its type is neither Stream nor FileStream",
    };
}
