using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>An ordinary method with a policy, and its intercepted calls.</summary>
internal sealed record InterceptorModel(WrapperModel Method, EquatableArray<LocationModel> Locations);

/// <summary>The location of an intercepted call.</summary>
/// <param name="Version">The version of the compiler's encoding.</param>
/// <param name="Data">The encoded location, which contains a hash of the file's text.</param>
/// <param name="Place">File name, line and column for the comment. Without a directory, the output is equal on every machine.</param>
internal sealed record LocationModel(int Version, string Data, string Place);
