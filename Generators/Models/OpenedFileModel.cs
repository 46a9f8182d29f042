using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>A method, constructor or type with policies for the files that its code opens.</summary>
/// <param name="Name">The name of the member or type, for the policy field.</param>
/// <param name="Title">The name in generated comments: <c>Sessions.Load(string)</c>.</param>
/// <param name="QualifiedName">The name in messages and metrics: <c>KvCache.Sessions.Load</c>.</param>
/// <param name="Policies">The policies, in the order of their attributes.</param>
/// <param name="Openers">The intercepted members of .NET.</param>
internal sealed record OpenedFileModel(
    string Name, string Title, string QualifiedName, EquatableArray<PolicyOptions> Policies, EquatableArray<OpenerModel> Openers);

/// <summary>A member of .NET that opens a file, and its intercepted calls in the code of one owner.</summary>
/// <param name="Form">How the interceptor follows the file.</param>
/// <param name="Method">The signature. It has policies only if its path is the file.</param>
/// <param name="Locations">The intercepted calls.</param>
internal sealed record OpenerModel(OpenerForm Form, WrapperModel Method, EquatableArray<LocationModel> Locations);
