using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>A method or another owner of a policy in this compilation.</summary>
/// <param name="Name">The name, which the generator searches for to find calls of an ordinary method.</param>
/// <param name="IsIntercepted">Whether the calls of the method need interceptors: the method is ordinary, and a policy needs a wrapper. A policy
/// for opened files often needs none, because the calls that open the files are intercepted.</param>
/// <param name="Map">The entries of the policy map.</param>
/// <param name="Type">The containing type, or null if there is no partial-method wrapper.</param>
/// <param name="Wrapper">The partial-method wrapper, or null if there is none.</param>
/// <param name="ProofId">The documentation id, if the windows depend on a proof about the body. Otherwise null.</param>
internal sealed record AnnotatedMethodModel(
    string Name, bool IsIntercepted, EquatableArray<MapEntryModel> Map, TypeModel? Type = null, WrapperModel? Wrapper = null, string? ProofId = null);

/// <summary>One policy of one method in the policy map.</summary>
/// <param name="Type">The reflection name of the containing type.</param>
/// <param name="Method">The name of the method. Empty for a type.</param>
/// <param name="Signature">The signature: <c>Load(FileStream)</c>.</param>
/// <param name="Options">The options of the attribute. Null for <c>[ReplacesFile]</c>.</param>
/// <param name="Place">Where the method has its file.</param>
/// <param name="File">The name of the parameter, field or property. Empty for a result and for opened files.</param>
/// <param name="IsPartial">Whether the wrapper is a partial method.</param>
internal sealed record MapEntryModel(
    string Type, string Method, string Signature, PolicyOptions? Options, FilePlace Place, string File, bool IsPartial);

/// <summary>A partial method whose body provably keeps a stream to itself.</summary>
/// <param name="Method">The documentation id of the method.</param>
/// <param name="File">The name of the stream parameter.</param>
internal sealed record ProvenWindow(string Method, string File);
