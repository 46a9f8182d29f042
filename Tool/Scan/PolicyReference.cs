using Microsoft.CodeAnalysis;

namespace IoPolicy.Tool.Scan;

/// <summary>Adds a reference to IoPolicy to loaded projects, in memory. The rules report nothing in a compilation without this reference.</summary>
internal static class PolicyReference
{
    private const string AssemblyName = "IoPolicy";

    private static readonly MetadataReference Runtime = MetadataReference.CreateFromFile(typeof(HeaderOnlyAttribute).Assembly.Location);

    /// <summary>Adds the reference to each project that has none.</summary>
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

    /// <summary>Whether <see cref="AddTo"/> has added the reference to the project.</summary>
    internal static bool IsAddedTo(Project project) => project.MetadataReferences.Contains(Runtime);

    private static bool HasReference(Solution solution, Project project) =>
        project.AssemblyName == AssemblyName
        || project.MetadataReferences.Any(static reference => Path.GetFileNameWithoutExtension(reference.Display) == AssemblyName)
        || project.AllProjectReferences.Any(reference => solution.GetProject(reference.ProjectId)?.AssemblyName == AssemblyName);
}
