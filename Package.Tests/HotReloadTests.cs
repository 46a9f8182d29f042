using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// A consumer under <c>dotnet watch</c>: its code is edited while it runs, in one process, and its pages still go. What is
/// applied comes from the design-time build of <c>dotnet watch</c>: without interceptors in it, an edited caller would
/// call past them.
/// </summary>
public sealed partial class HotReloadTests(PackageFixture package) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task Edits_of_a_body_and_a_caller_apply_to_the_running_program()
    {
        var directory = package.CopyConsumer("Reloaded");
        var sample = SampleFile.Create(_scratch.File("payload"), 1 << 20);
        await using var watch = new Watch(directory, sample.Path);

        var process = await watch.Says("partial one, 0 pages; ordinary one, caller one, 0 pages");
        await watch.Until(static said => said.Contains("Waiting for changes", StringComparison.Ordinal) ? said : null, "it waits for changes");
        Edit("Loader.cs", "partial one", "partial two");
        Assert.Equal(process, await watch.Says("partial two, 0 pages; ordinary one, caller one, 0 pages"));
        Edit("Loader.cs", "ordinary one", "ordinary two");
        Assert.Equal(process, await watch.Says("partial two, 0 pages; ordinary two, caller one, 0 pages"));
        Edit("Caller.cs", "caller one", "caller two");
        Assert.Equal(process, await watch.Says("partial two, 0 pages; ordinary two, caller two, 0 pages"));

        void Edit(string name, string old, string @new)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, File.ReadAllText(path).Replace(old, @new, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>The running <c>dotnet watch</c>, and the output of it and of the program.</summary>
    private sealed partial class Watch : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _said = new();

        internal Watch(string directory, string path)
        {
            var start = DotNet.Start("dotnet", directory, "watch", "--non-interactive", "--verbose", "run", "--", path);
            start.Environment["DOTNET_WATCH_SUPPRESS_EMOJIS"] = "1";
            start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
            _process = Process.Start(start)!;
            _process.OutputDataReceived += Keep;
            _process.ErrorDataReceived += Keep;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        /// <summary>Waits until the program says so, and gives the id of its process.</summary>
        internal Task<string> Says(string text) => Until(
            said => ProgramLine().Matches(said).LastOrDefault() is { } last && last.Groups[2].Value == text ? last.Groups[1].Value : null,
            $"the program says '{text}'");

        /// <summary>Waits for a match in the output, and returns it.</summary>
        internal async Task<string> Until(Func<string, string?> find, string what)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            while (true)
            {
                var said = Said();
                if (find(said) is { } found)
                {
                    return found;
                }

                Assert.False(_process.HasExited || patience.IsCancellationRequested, $"In vain waited until {what}:\n{said}");
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (_said)
            {
                _said.AppendLine(line.Data);
            }
        }

        private string Said()
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }

        [GeneratedRegex(@"\[(\d+): (.*)\]")]
        private static partial Regex ProgramLine();
    }
}
