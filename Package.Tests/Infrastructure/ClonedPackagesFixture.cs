using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>
/// The last commit, cloned into two directories and packed in each, as a release would be. One clone uses the command of README, and
/// the other that of the tutorial.
/// </summary>
public sealed class ClonedPackagesFixture : IDisposable
{
    /// <summary>The remote of the clones, on a host that Source Link supports. Nothing contacts it.</summary>
    internal const string Remote = "https://github.com/example/example";

    private const string Release = $" -p:ContinuousIntegrationBuild=true -p:PublishRepositoryUrl=true {LocalFeed.WithoutAnalyzers}";

    private readonly ScratchDirectory _scratch = new();
    private readonly Lazy<string> _checkout;
    private readonly Lazy<string> _reader;

    public ClonedPackagesFixture()
    {
        _checkout = new(() => Pack("first", static clone => clone, PageCommands.Of("README.md", "## Install")[0][0]));
        _reader = new(() => Pack("second", _ => NewDirectory("reader"), PageCommands.Of("docs/tutorial.md", "## 1. Write the program")[0][0]));
        if (!Tools.IsThere("git") || Git(Repository.Root, "rev-parse", "HEAD") is not { Succeeded: true } head)
        {
            return;
        }

        Commit = head.Output.Trim();
        Tracked = [.. Git(Repository.Root, "ls-tree", "-r", "-z", "--name-only", "HEAD").OrThrow().Output.Split('\0')];
    }

    /// <summary>The last commit; null if the repository's directory is no clone, or if git is missing.</summary>
    internal string? Commit { get; }

    /// <summary>The files of the last commit, relative to the root.</summary>
    internal HashSet<string> Tracked { get; } = [];

    /// <summary>The clone in which README's command ran.</summary>
    internal string Checkout => _checkout.Value;

    /// <summary>The directory outside the clone in which the tutorial's command ran.</summary>
    internal string Reader => _reader.Value;

    /// <summary>The paths of the two packages.</summary>
    internal IReadOnlyList<string> Packages => [PackageIn(Checkout), PackageIn(Reader)];

    public void Dispose() => _scratch.Dispose();

    internal void SkipWithoutRepository() => Assert.SkipWhen(Commit is null, "The tree is no clone, or git is missing, so there is no commit to pack.");

    /// <summary>Creates a directory to which no build settings of the repository apply.</summary>
    internal string NewDirectory(string name)
    {
        var directory = Directory.CreateDirectory(_scratch.File(name)).FullName;
        File.WriteAllText(Path.Combine(directory, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(directory, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(directory, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(directory, ".editorconfig"), "root = true\n");
        return directory;
    }

    private static string PackageIn(string directory) => Assert.Single(Directory.GetFiles(Path.Combine(directory, "packages")));

    /// <summary>Clones the last commit, and packs it by the command of a page, with the options of a release.</summary>
    /// <returns>The directory in which the command ran.</returns>
    private string Pack(string name, Func<string, string> directoryFor, string command)
    {
        var clone = _scratch.File(name);
        Git(Repository.Root, "clone", "--quiet", "--shared", ".", clone).OrThrow();
        Git(clone, "remote", "set-url", "origin", Remote + ".git").OrThrow();
        var directory = directoryFor(clone);
        var start = DotNet.Start("bash", directory, "-c", command + Release);
        start.Environment["IOPOLICY"] = clone;
        Shell.Run(start).OrThrow();
        return directory;
    }

    private static ProgramResult Git(string directory, params IEnumerable<string> arguments) => Shell.Run("git", ["-C", directory, .. arguments]);
}

/// <summary>The test classes that share the clones.</summary>
[CollectionDefinition(Name)]
public sealed class SharedClones : ICollectionFixture<ClonedPackagesFixture>
{
    internal const string Name = "Clones";
}
