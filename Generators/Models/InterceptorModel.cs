using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>An ordinary method with a policy, and the calls of it that are intercepted.</summary>
internal sealed record InterceptorModel(CarrierModel Method, EquatableArray<LocationModel> Locations);
