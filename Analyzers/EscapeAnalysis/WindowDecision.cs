using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Whether a method's file is dropped behind it in windows, or once, at the end.</summary>
internal static class WindowDecision
{
    /// <summary>Whether the wrapper hands the method a wrapped stream: asked for by number, or automatic and proven.</summary>
    internal static bool HasWindows(Compilation compilation, IMethodSymbol method, PolicyOptions options, FileCandidate file, CancellationToken cancellation) =>
        FileCandidates.IsWrappable(method, file)
        && (options.RequestedWindow > 0 || (options.HasAutomaticWindow && !Obstacles(compilation, method, file.Name, cancellation).Any()));

    /// <summary>What is in the way of a wrapper for a parameter that can be wrapped, nearest first; nothing where the proof holds.</summary>
    internal static IEnumerable<WindowObstacle> Obstacles(Compilation compilation, IMethodSymbol method, string parameter, CancellationToken cancellation)
    {
        // Of a member of an extension block the static method that stands for it is called, with the receiver as its first parameter.
        var called = method.AssociatedExtensionImplementation ?? method;
        return called.Parameters.FirstOrDefault(own => own.Name == parameter) is { } own
            ? StreamEscapeAnalysis.Of(compilation).ObstaclesOf(WrappedBody.Of(called), own.Ordinal, cancellation)
            : [new WindowObstacle(null, $"'{parameter}' is the receiver of an extension block that no method stands for", IsProven: false)];
    }
}
