namespace IoPolicy.Generators.Models;

/// <summary>A method with a policy in source.</summary>
/// <param name="Name">The name, by which the interceptor carrier looks for calls.</param>
/// <param name="Type">The containing type, where the partial carrier implements the method; otherwise null.</param>
/// <param name="Carrier">What the partial carrier emits; otherwise null.</param>
internal sealed record AnnotatedMethodModel(string Name, TypeModel? Type, CarrierModel? Carrier);
