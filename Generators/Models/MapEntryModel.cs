using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One policy of one method, as the policy map lists it.</summary>
/// <param name="Type">The containing type's name as reflection gives it.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Signature">The method as a comment names it: <c>Load(FileStream)</c>.</param>
/// <param name="Options">What the attribute says.</param>
/// <param name="Place">Where the method has its file.</param>
/// <param name="File">The name of the parameter, field or property; empty for the result.</param>
/// <param name="IsPartial">Whether the partial carrier carries it.</param>
internal sealed record MapEntryModel(
    string Type, string Method, string Signature, PolicyOptions Options, FilePlace Place, string File, bool IsPartial);
