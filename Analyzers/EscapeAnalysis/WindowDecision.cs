using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>
/// Decides whether a method's file gets windows or one drop at the end. With windows, the generated code passes the method a wrapper, which drops
/// the pages behind its position while the method runs.
/// </summary>
internal static class WindowDecision
{
    /// <summary>
    /// Whether the file gets windows: <c>WindowBytes</c> or <c>Mode</c> requests them, or they are automatic and the wrapper is proven to
    /// be harmless.
    /// </summary>
    internal static bool HasWindows(Compilation compilation, IMethodSymbol method, PolicyOptions options, FileCandidate file, CancellationToken cancellation) =>
        FileCandidates.IsWrappable(method, file)
        && (options.RequestedWindow > 0 || (options.HasAutomaticWindow && !Obstacles(compilation, method, file.Name, cancellation).Any()));

    /// <summary>Gets the obstacles to a wrapper for a parameter, nearest first. Empty if the proof holds.</summary>
    internal static IEnumerable<WindowObstacle> Obstacles(Compilation compilation, IMethodSymbol method, string parameter, CancellationToken cancellation)
    {
        // A call of a member of an extension block calls its static method, with the receiver as the first parameter.
        var called = method.AssociatedExtensionImplementation ?? method;
        return called.Parameters.FirstOrDefault(own => own.Name == parameter) is { } own
            ? StreamEscapeAnalysis.Of(compilation).ObstaclesOf(WrappedBody.Of(called), own.Ordinal, cancellation)
            : [new WindowObstacle(null, $"'{parameter}' is the receiver of an extension block, and its member has no static method", IsProven: false)];
    }
}
