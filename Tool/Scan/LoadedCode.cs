using Microsoft.CodeAnalysis;

namespace IoPolicy.Tool.Scan;

/// <summary>The code to scan.</summary>
/// <param name="Workspace">The workspace of the solution. Dispose it after the scan.</param>
/// <param name="Solution">The solution. Each project references IoPolicy, so that the rules run.</param>
/// <param name="Projects">The projects to scan: one per project file, for its newest target framework.</param>
/// <param name="Root">The directory to which the paths of findings are relative.</param>
/// <param name="Mode">How the code was loaded: <c>msbuild</c> or <c>sources</c>.</param>
/// <param name="Notes">Notes for the user about the loading.</param>
internal sealed record LoadedCode(Workspace Workspace, Solution Solution, IReadOnlyList<ProjectId> Projects, string Root, string Mode, IReadOnlyList<string> Notes) : IDisposable
{
    public void Dispose() => Workspace.Dispose();
}
