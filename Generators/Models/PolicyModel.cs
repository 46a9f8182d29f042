using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;

namespace IoPolicy.Generators.Models;

/// <summary>One policy of one method: the options of its attribute, and its file.</summary>
internal sealed record PolicyModel(PolicyOptions Options, FileModel File)
{
    /// <summary>The condition under which the policy applies to a call. Null if it applies to each call.</summary>
    public ConditionModel? Condition { get; init; }

    /// <summary>Whether the body provably keeps the stream to itself, which automatic windows require.</summary>
    public bool IsProven { get; init; }

    /// <summary>Whether another policy of the method wraps the same stream. A stream is wrapped once.</summary>
    public bool IsWrappedByOther { get; init; }

    /// <summary>Whether the windows depend on a proof about the body.</summary>
    public bool NeedsProof => File.IsWrappable && Options.HasAutomaticWindow && !IsWrappedByOther;

    /// <summary>
    /// The window size in bytes, <see cref="PolicyOptions.AutomaticWindow"/> for the default size of the runtime, or 0 for a
    /// single drop at the end. A path has a window only with <c>WindowBytes</c> and without <c>Recurse</c>.
    /// </summary>
    public int WindowBytes =>
        File is { Place: not FilePlace.Result, Kind: FileKind.Path } ? (Options is { Recurse: false, WindowBytes: >= PolicyOptions.SmallestWindow } ? Options.WindowBytes : 0)
        : File.Place == FilePlace.Result ? (Options.Kind == PolicyKind.HeaderOnly ? 0 : Options.WindowBytes)
        : !File.IsWrappable ? 0 : NeedsProof && IsProven ? PolicyOptions.AutomaticWindow : Options.RequestedWindow;
}

/// <summary>The condition of a policy: a <c>bool</c> expression. A wrapper evaluates it on entry, and the interceptor of a call that opens a file before the call.</summary>
/// <param name="Expression">The expression, or the argument of <paramref name="Accessor"/> if there is one.</param>
/// <param name="Accessor">The accessor that returns the value, if the member is not accessible to an interceptor.</param>
internal sealed record ConditionModel(string Expression, AccessorModel? Accessor);

/// <summary>The file of a policy.</summary>
/// <param name="Place">Where the method has the file.</param>
/// <param name="Kind">The kind of type that holds the file.</param>
/// <param name="Name">The name of the parameter, field, property or tuple element. Empty for a whole result.</param>
/// <param name="Expression">The expression for the file in the wrapper, or the name of a tuple element. Empty for a whole result.</param>
/// <param name="IsWrappable">
/// Whether the wrapper can pass another stream instead: a by-value parameter of type <c>Stream</c> or <c>FileStream</c>.
/// </param>
internal sealed record FileModel(FilePlace Place, FileKind Kind, string Name, string Expression, bool IsWrappable)
{
    /// <summary>
    /// The accessor that returns the file, if the file is not accessible to an interceptor. <see cref="Expression"/> is then
    /// its argument.
    /// </summary>
    public AccessorModel? Accessor { get; init; }

    /// <summary>Whether a result is an element of a tuple. If it is not, a result is an <c>out</c> parameter if it has an expression, and else the whole result.</summary>
    public bool IsElement { get; init; }

    /// <summary>The text before <see cref="Expression"/> or the call of <see cref="Accessor"/>: <c>(string?)</c>, if the file has a type that converts to its path.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The text after <see cref="Expression"/> or the call of <see cref="Accessor"/>: the other parts of a dotted name, and the conversion to a path.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Whether the path is outside the parameters, for example in a field. The method can change such a path, so the wrapper reads it again after the body.</summary>
    public bool IsReadAgain => Kind == FileKind.Path && Place is not (FilePlace.Parameter or FilePlace.Result);

    public bool IsSameAs(FileModel other) => Place == other.Place && Name == other.Name;
}
