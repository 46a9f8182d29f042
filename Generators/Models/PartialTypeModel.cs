using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One emitted file of the partial carrier.</summary>
internal sealed record PartialTypeModel(TypeModel Type, EquatableArray<CarrierModel> Methods);
