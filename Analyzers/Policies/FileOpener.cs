using System.Collections.Immutable;

namespace IoPolicy.Analyzers.Policies;

/// <summary>How the generated code follows a file that a member of .NET opens.</summary>
internal enum OpenerForm
{
    /// <summary>The member returns a stream, or a reader or writer over one. Generated code puts a drop-behind stream in the place of the stream.</summary>
    Stream,

    /// <summary>The member returns a handle. Generated code drops its pages when the annotated method returns.</summary>
    Handle,

    /// <summary>The member returns the lines of the file, which are read later.</summary>
    Lines,

    /// <summary>The member opens and closes the file itself, so the policy is for the path that it receives.</summary>
    Path,

    /// <summary>The member opens the file in a way that no generated code can follow.</summary>
    Hidden,
}

/// <summary>The reason why no generated code can follow a file.</summary>
internal enum HiddenOpening
{
    /// <summary>The object that the member returns or fills keeps the file open, and is no stream.</summary>
    KeptOpen,

    /// <summary>The file is mapped into memory. The kernel does not drop pages that a process has mapped and touched.</summary>
    Mapped,

    /// <summary>The file is code, which stays mapped.</summary>
    Code,

    /// <summary>The member opens the files of a directory.</summary>
    Directory,

    /// <summary>The member returns before it has closed the file, and an event or a callback reports the end.</summary>
    Event,

    /// <summary>The path is unknown: it is relative to an isolated store, or Visual Basic's <c>FileOpen</c> identifies the file by a number.</summary>
    UnknownPath,
}

/// <summary>A member of .NET that opens a file.</summary>
/// <param name="Form">How the generated code follows the file.</param>
/// <param name="Reads">Whether the file can be open for reading.</param>
/// <param name="Writes">Whether the file can be open for writing.</param>
internal sealed record FileOpener(OpenerForm Form, bool Reads, bool Writes)
{
    /// <summary>The parameters with the paths of the files that are read. An empty name is the receiver.</summary>
    internal ImmutableArray<string> ReadPaths { get; init; } = ["path"];

    /// <summary>The parameter with the path of the file that is written.</summary>
    internal string WrittenPath { get; init; } = "path";

    /// <summary>The reason if the form is <see cref="OpenerForm.Hidden"/>.</summary>
    internal HiddenOpening Hidden { get; init; }

    /// <summary>Whether a policy of the kind fits the access (read or write) with which the member opens the file.</summary>
    internal bool MatchesAccess(PolicyKind kind) => kind switch
    {
        PolicyKind.DropAfterFullRead => Reads,
        PolicyKind.DropAfterFullWrite => Writes,

        // Readahead advice belongs to an open file description. A member of the form Path closes its own description before it returns. A
        // member of the form Lines usually reads the whole file, so readahead helps it.
        _ => Reads && Form is not (OpenerForm.Path or OpenerForm.Lines),
    };

    /// <summary>Whether generated code can apply a policy of the kind to the file.</summary>
    internal bool IsCoveredBy(PolicyKind kind) => MatchesAccess(kind) && Form != OpenerForm.Hidden;
}
