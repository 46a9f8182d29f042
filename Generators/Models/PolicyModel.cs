using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One policy of one method: what its attribute says, and the file it is about.</summary>
internal sealed record PolicyModel(PolicyOptions Options, FileModel File)
{
    /// <summary>Whether the method's code was proven to keep the stream to itself, so that windows can be automatic.</summary>
    public bool IsProven { get; init; }

    /// <summary>Whether another policy of the method wraps the same stream; one wrapper is enough.</summary>
    public bool IsWrappedByOther { get; init; }

    /// <summary>Whether the choice of windows rests on such a proof.</summary>
    public bool WantsProof => File.IsWrappable && Options.HasAutomaticWindow && !IsWrappedByOther;

    /// <summary>
    /// The window that the carrier gives the body: a number of bytes, <see cref="PolicyOptions.AutomaticWindow"/> for the
    /// runtime's own, or 0 where the drop comes once, at the end.
    /// </summary>
    public int WindowBytes => !File.IsWrappable || IsWrappedByOther ? 0 : WantsProof && IsProven ? PolicyOptions.AutomaticWindow : Options.RequestedWindow;
}
