using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a policy covers the files that its code opens. Then the generator intercepts the calls in the code that open a
/// file, and not the calls of the method.
/// </summary>
internal static class OpenedFiles
{
    /// <summary>Whether the policy of a method covers opened files: it selects them, or the method has no file of its own.</summary>
    internal static bool AreMeant(IMethodSymbol method, PolicyOptions options) =>
        options is { File: null, IsOfAssembly: false } && FileCandidates.Find(method, options).IsEmpty;

    /// <summary>Whether the policy covers opened files, whatever files the method has. No call of a constructor can be intercepted.</summary>
    internal static bool AreAlwaysMeant(IMethodSymbol method, PolicyOptions options) =>
        !options.IsOfAssembly && (options.Opened || method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor);
}
