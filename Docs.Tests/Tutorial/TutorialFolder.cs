using IoPolicy.Testing;

namespace Docs.Tests.Tutorial;

/// <summary>
/// An empty folder, as a reader has one, in which the steps are taken. The one difference: packages come from a feed
/// with the package of this very tree, and from what the machine has restored before, so that no network is needed.
/// </summary>
internal sealed class TutorialFolder : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private string _current;

    internal TutorialFolder()
    {
        _current = Directory.CreateDirectory(_scratch.File("tutorial")).FullName;
        var feed = Directory.CreateDirectory(_scratch.File("feed")).FullName;

        // A released version: what `dotnet add package` takes where no version is asked for.
        LocalFeed.Pack("1.0.0", feed);
        Stop("Directory.Build.props");
        Stop("Directory.Build.targets");
        Stop("Directory.Packages.props");
        File.WriteAllText(_scratch.File(".editorconfig"), "root = true\n");
        File.WriteAllText(_scratch.File("nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{feed}" />
                <add key="machine" value="{MachinePackages}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="IoPolicy" /></packageSource>
                <packageSource key="machine"><package pattern="*" /></packageSource>
              </packageSourceMapping>
              <fallbackPackageFolders>
                <clear />
              </fallbackPackageFolders>
              <config>
                <add key="globalPackagesFolder" value="{_scratch.File("packages")}" />
              </config>
            </configuration>
            """);
    }

    /// <summary>NuGet's global folder has each package's own file, in the layout of a feed.</summary>
    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal void Take(TutorialStep step)
    {
        switch (step)
        {
            case WrittenFile file:
                File.WriteAllText(PathOf(file.Path), file.Text);
                break;
            case ChangedFile file:
                Change(file);
                break;
            case TypedCommand { Command: ['c', 'd', ' ', .. var folder] }:
                _current = PathOf(folder);
                Assert.True(Directory.Exists(_current), $"{TutorialPage.Path}({step.Line}): there is no folder {folder}");
                break;
            case TypedCommand typed:
                Type(typed);
                break;
            default:
                throw new InvalidOperationException($"There is no way to take {step}.");
        }
    }

    public void Dispose() => _scratch.Dispose();

    private string PathOf(string path) => Path.GetFullPath(path, _current);

    private void Change(ChangedFile file)
    {
        var text = File.ReadAllText(PathOf(file.Path));
        var parts = text.Split(file.Before);
        Assert.True(parts.Length == 2, $"{TutorialPage.Path}({file.Line}): these lines stand {parts.Length - 1} times in {file.Path}:\n{file.Before}\n{text}");
        File.WriteAllText(PathOf(file.Path), parts[0] + file.After + parts[1]);
    }

    private void Type(TypedCommand typed)
    {
        var start = DotNet.Start("bash", _current, "-c", $"exec 2>&1; {typed.Command}");
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["LC_ALL"] = "C.UTF-8";
        _ = start.Environment.Remove("IOPOLICY_KEEP_PAGES");
        var result = Shell.Run(start);
        Assert.True(
            result.Succeeded && OutputPattern.Matches(typed.Output, result.Output),
            $"""
            {TutorialPage.Path}({typed.Line}): $ {typed.Command}
            exit code {result.ExitCode}; it printed
            {result.Output}
            and not, as the page says,
            {string.Join('\n', typed.Output)}
            """);
    }

    /// <summary>The reader is a stranger: none of the repository's own settings may reach him.</summary>
    private void Stop(string name) => File.WriteAllText(_scratch.File(name), "<Project />");
}
