using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>A method, constructor or type with policies for the files that its code opens.</summary>
/// <param name="Name">The name of the member or type, for the policy field.</param>
/// <param name="Title">The name in generated comments: <c>Sessions.Load(string)</c>.</param>
/// <param name="QualifiedName">The name in messages and metrics: <c>KvCache.Sessions.Load</c>.</param>
/// <param name="Policies">The policies, in the order of their attributes.</param>
/// <param name="Openers">The intercepted members of .NET.</param>
internal sealed record OpenedFileModel(
    string Name, string Title, string QualifiedName, EquatableArray<OpenedPolicyModel> Policies, EquatableArray<OpenerModel> Openers);

/// <summary>A member of .NET that opens a file, and its intercepted calls in the code of one owner.</summary>
/// <param name="Form">How the interceptor follows the file.</param>
/// <param name="Method">The interceptor's signature, which is that of the member. It has policies only for <see cref="OpenerForm.Path"/>.</param>
/// <param name="Locations">The intercepted calls.</param>
internal sealed record OpenerModel(OpenerForm Form, WrapperModel Method, EquatableArray<LocationModel> Locations);

/// <summary>A policy for the files that code opens.</summary>
/// <param name="Options">The options of the attribute.</param>
/// <param name="Calls">The name under which the wrapper registers the calls of the method (<see cref="OpenedCalls"/>). Null if the policy
/// needs no wrapper.</param>
/// <param name="Condition">The condition that the interceptor of a call reads before it opens the file. Null if there is none, or if the
/// wrapper reads it.</param>
internal sealed record OpenedPolicyModel(PolicyOptions Options, string? Calls, ConditionModel? Condition);

/// <summary>A policy for opened files that needs a wrapper around the method. The wrapper registers each call of the method.</summary>
/// <param name="Kind">The kind of the policy, for the name of a field.</param>
/// <param name="Calls">The name under which the wrapper registers the calls.</param>
/// <param name="Condition">The condition that the wrapper reads. Null if the policy applies to each call.</param>
internal sealed record OpenedCallModel(PolicyKind Kind, string Calls, ConditionModel? Condition);
