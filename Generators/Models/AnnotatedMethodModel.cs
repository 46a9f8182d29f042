using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>A method with a policy in source.</summary>
/// <param name="Name">The name, by which the interceptor carrier looks for calls of an ordinary method.</param>
/// <param name="IsPartial">Whether it is a partial declaration that the partial carrier is to implement.</param>
/// <param name="Map">Its policies, for the policy map.</param>
/// <param name="Type">The containing type; null where the partial carrier emits nothing.</param>
/// <param name="Carrier">What the partial carrier emits; null where it emits nothing.</param>
/// <param name="ProofId">Its documentation id, where windows depend on a proof about its body; otherwise null.</param>
internal sealed record AnnotatedMethodModel(
    string Name, bool IsPartial, EquatableArray<MapEntryModel> Map, TypeModel? Type = null, CarrierModel? Carrier = null, string? ProofId = null);
