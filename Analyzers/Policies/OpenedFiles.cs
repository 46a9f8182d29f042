using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether a policy covers the files that the annotated code opens. If so, the generator intercepts the calls in that code that
/// open a file. It intercepts the calls of the method itself only in the cases of <see cref="OpenedCalls"/>.
/// </summary>
internal static class OpenedFiles
{
    /// <summary>
    /// Whether the policy of a method is for the files that its code opens: <c>File</c> is not set, and the attribute has <c>Opened = true</c>, the method
    /// is a constructor, or the method has no file.
    /// </summary>
    internal static bool AreTargeted(IMethodSymbol method, PolicyOptions options) =>
        options is { File: null, IsOfAssembly: false } && FileCandidates.Find(method, options).IsEmpty;

    /// <summary>
    /// Whether the policy covers opened files even if the method has a file: the attribute has <c>Opened = true</c>, or the method is a
    /// constructor, whose calls cannot be intercepted.
    /// </summary>
    internal static bool AreAlwaysMeant(IMethodSymbol method, PolicyOptions options) =>
        !options.IsOfAssembly && (options.Opened || method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor);
}
