using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One policy of one method: what its attribute says, and the file it is about.</summary>
internal sealed record PolicyModel(PolicyOptions Options, FileModel File)
{
    /// <summary>The window that the carrier gives the body; 0 where the drop comes once, at the end.</summary>
    public int WindowBytes => File.IsWrappable ? Options.RequestedWindow : 0;
}
