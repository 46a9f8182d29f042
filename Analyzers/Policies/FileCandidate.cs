using IoPolicy.Analyzers.Symbols;
namespace IoPolicy.Analyzers.Policies;

/// <summary>One file of a method. Plain data.</summary>
internal sealed record FileCandidate(FilePlace Place, string Name, FileKind Kind, bool IsStatic = false);

/// <summary>The places in which a method can have its file.</summary>
internal enum FilePlace
{
    Parameter,
    Field,
    Property,
    Result,

    /// <summary>The files that the code opens. In the policy map only, because they are no candidates.</summary>
    Opened,
}
