using Microsoft.CodeAnalysis;

namespace IoPolicy.Tool.Scan;

/// <summary>Adds the reference to IoPolicy in memory. The rules do nothing in a compilation without it.</summary>
internal static class PolicyReference
{
    private const string AssemblyName = "IoPolicy";

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(HeaderOnlyAttribute).Assembly.Location);

    internal static Solution AddTo(Solution solution, IEnumerable<ProjectId> projects)
    {
        foreach (var id in projects)
        {
            if (!HasReference(solution, solution.GetProject(id)!))
            {
                solution = solution.AddMetadataReference(id, Runtime);
            }
        }

        return solution;
    }

    internal static bool IsAddedTo(Project project) => project.MetadataReferences.Contains(Runtime);

    private static bool HasReference(Solution solution, Project project) =>
        project.AssemblyName == AssemblyName
        || project.MetadataReferences.Any(static reference => Path.GetFileNameWithoutExtension(reference.Display) == AssemblyName)
        || project.AllProjectReferences.Any(reference => solution.GetProject(reference.ProjectId)?.AssemblyName == AssemblyName);
}
