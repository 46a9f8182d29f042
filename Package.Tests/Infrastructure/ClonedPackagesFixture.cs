using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The last commit, cloned into two directories and packed in each, as a release would be.</summary>
public sealed class ClonedPackagesFixture : IDisposable
{
    /// <summary>A remote of a kind that the SDK knows how to link to; nothing asks it.</summary>
    internal const string Remote = "https://github.com/example/example";

    private readonly ScratchDirectory _scratch = new();

    public ClonedPackagesFixture()
    {
        if (!Tools.IsThere("git") || Git(Repository.Root, "rev-parse", "HEAD") is not { Succeeded: true } head)
        {
            return;
        }

        Commit = head.Output.Trim();
        Tracked = [.. Git(Repository.Root, "ls-tree", "-r", "-z", "--name-only", "HEAD").OrThrow().Output.Split('\0')];
        Packages = [Pack("first"), Pack("second")];
    }

    /// <summary>The last commit; null where the tree is no clone.</summary>
    internal string? Commit { get; }

    /// <summary>The files of the last commit, from the root.</summary>
    internal HashSet<string> Tracked { get; } = [];

    /// <summary>The paths of the two packages.</summary>
    internal IReadOnlyList<string> Packages { get; } = [];

    public void Dispose() => _scratch.Dispose();

    private string Pack(string name)
    {
        var directory = _scratch.File(name);
        Git(Repository.Root, "clone", "--quiet", "--shared", ".", directory).OrThrow();
        Git(directory, "remote", "set-url", "origin", Remote + ".git").OrThrow();
        DotNet.Run(directory, "pack", "Package/Package.csproj", "--output", "packed", "-p:ContinuousIntegrationBuild=true", "-p:PublishRepositoryUrl=true").OrThrow();
        return Assert.Single(Directory.GetFiles(Path.Combine(directory, "packed")));
    }

    private static ProgramResult Git(string directory, params IEnumerable<string> arguments) => Shell.Run("git", ["-C", directory, .. arguments]);
}
