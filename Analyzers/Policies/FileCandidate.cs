using IoPolicy.Analyzers.Symbols;
namespace IoPolicy.Analyzers.Policies;

/// <summary>A parameter, member or result of a method that can be the file of a policy. Plain data, without Roslyn objects.</summary>
internal sealed record FileCandidate(FilePlace Place, string Name, FileKind Kind, bool IsStatic = false)
{
    /// <summary>How the wrapper gets the path, if the candidate is a path.</summary>
    internal PathConversion Conversion { get; init; }
}

/// <summary>The places in which a method can have its file.</summary>
internal enum FilePlace
{
    Parameter,
    Field,
    Property,
    Result,

    /// <summary>A parameter of the primary constructor.</summary>
    PrimaryParameter,

    /// <summary>A member of another object, which a dotted name leads to: <c>options.Path</c>.</summary>
    Dotted,

    /// <summary>The files that the code opens. In the policy map only, because they are no candidates.</summary>
    Opened,
}
