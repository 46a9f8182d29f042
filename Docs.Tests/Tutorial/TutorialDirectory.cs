using IoPolicy.Testing;

namespace Docs.Tests.Tutorial;

/// <summary>
/// An empty directory in which the steps run. It differs from a reader's directory in one point: other packages come from the
/// machine's NuGet cache, so that the test needs no network.
/// </summary>
internal sealed class TutorialDirectory : IDisposable
{
    /// <summary>The variables that a reader sets to paths of their own.</summary>
    private static readonly Dictionary<string, string> Variables = new() { ["IOPOLICY"] = Repository.Root };

    private readonly ScratchDirectory _scratch = new();
    private string _current;

    internal TutorialDirectory()
    {
        _current = Directory.CreateDirectory(_scratch.File("tutorial")).FullName;
        StopImport("Directory.Build.props");
        StopImport("Directory.Build.targets");
        StopImport("Directory.Packages.props");
        File.WriteAllText(_scratch.File(".editorconfig"), "root = true\n");
        File.WriteAllText(_scratch.File("nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="machine" value="{MachinePackages}" />
              </packageSources>
              <fallbackPackageFolders>
                <clear />
              </fallbackPackageFolders>
              <config>
                <add key="globalPackagesFolder" value="{_scratch.File("packages")}" />
              </config>
            </configuration>
            """);
    }

    /// <summary>NuGet's global packages directory. It has the layout of a feed, so it can serve as a source.</summary>
    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal void Run(TutorialStep step)
    {
        switch (step)
        {
            case WrittenFile file:
                File.WriteAllText(PathOf(file.Path), file.Text);
                break;
            case ChangedFile file:
                Change(file);
                break;
            case SetVariable variable:
                Assert.True(Variables.ContainsKey(variable.Name), $"{TutorialPage.Path}({step.Line}): the test has no value for {variable.Name}");
                break;
            case TypedCommand { Command: ['c', 'd', ' ', .. var directory] }:
                _current = PathOf(directory);
                Assert.True(Directory.Exists(_current), $"{TutorialPage.Path}({step.Line}): there is no directory {directory}");
                break;
            case TypedCommand { Command: ['d', 'o', 't', 'n', 'e', 't', ' ', 'p', 'a', 'c', 'k', ' ', ..] } pack:
                using (LocalFeed.Lock())
                {
                    // Without analyzers, the build is faster and its assemblies are the same. The build of the solution has run the analyzers.
                    RunCommand(pack, ("RunAnalyzers", "false"));
                }

                break;
            case TypedCommand typed:
                RunCommand(typed);
                break;
            default:
                throw new InvalidOperationException($"The test cannot run {step}.");
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string PathOf(string path) => Path.GetFullPath(path, _current);

    private void Change(ChangedFile file)
    {
        var text = File.ReadAllText(PathOf(file.Path));
        var parts = text.Split(file.Before);
        Assert.True(parts.Length == 2, $"{TutorialPage.Path}({file.Line}): these lines occur {parts.Length - 1} times in {file.Path}:\n{file.Before}\n{text}");
        File.WriteAllText(PathOf(file.Path), parts[0] + file.After + parts[1]);
    }

    private void RunCommand(TypedCommand typed, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = DotNet.Start("bash", _current, "-c", $"exec 2>&1; {typed.Command}");
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        _ = start.Environment.Remove("IOPOLICY_KEEP_PAGES");
        foreach (var (name, value) in Variables.Select(static variable => (variable.Key, variable.Value)).Concat(environment))
        {
            start.Environment[name] = value;
        }

        var result = Shell.Run(start);
        Assert.True(
            result.Succeeded && OutputPattern.Matches(typed.Output, result.Output),
            $"""
            {TutorialPage.Path}({typed.Line}): $ {typed.Command}
            exit code {result.ExitCode}. Printed:
            {result.Output}
            The page says:
            {string.Join('\n', typed.Output)}
            """);
    }

    /// <summary>Keeps the repository's own build settings away: MSBuild imports the nearest file of each name.</summary>
    private void StopImport(string name) => File.WriteAllText(_scratch.File(name), "<Project />");
}
