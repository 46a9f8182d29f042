using IoPolicy.Analyzers.Symbols;
using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>The file that a policy is about, as the carrier reaches it.</summary>
/// <param name="Place">Where the method has it.</param>
/// <param name="Kind">In which form.</param>
/// <param name="Name">The name of the parameter, field or property; empty for the result.</param>
/// <param name="Expression">What names it inside the carrier; empty for the result.</param>
/// <param name="IsWrappable">
/// Whether the body can be given a wrapped stream instead: a by-value parameter whose type is exactly
/// <c>Stream</c> or <c>FileStream</c>.
/// </param>
internal sealed record FileModel(FilePlace Place, FileKind Kind, string Name, string Expression, bool IsWrappable)
{
    /// <summary>What reaches the file, where the interceptor may not name it; <see cref="Expression"/> is its argument then.</summary>
    public AccessorModel? Accessor { get; init; }
}
