using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// Edits the code of a consumer while it runs under <c>dotnet watch</c>. The process continues, and the policies still drop the pages. The
/// new code comes from the design-time build of <c>dotnet watch</c>. If that build had no interceptors, an edited caller would bypass its
/// policy.
/// </summary>
public sealed partial class HotReloadTests(PackageFixture package) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public async Task Edits_of_a_body_and_a_caller_apply_to_the_running_program()
    {
        var directory = package.CopyConsumer("Reloaded");
        var sample = SampleFile.Create(_scratch.File("payload"), 1 << 20);
        await using var watch = new Watch(directory, sample.Path);

        var process = await watch.WaitForText("partial one, 0 pages; ordinary one, caller one, 0 pages");
        await watch.WaitUntil(static output => output.Contains("Waiting for changes", StringComparison.Ordinal) ? output : null, "it waits for changes");
        Edit("Loader.cs", "partial one", "partial two");
        Assert.Equal(process, await watch.WaitForText("partial two, 0 pages; ordinary one, caller one, 0 pages"));
        Edit("Loader.cs", "ordinary one", "ordinary two");
        Assert.Equal(process, await watch.WaitForText("partial two, 0 pages; ordinary two, caller one, 0 pages"));
        Edit("Caller.cs", "caller one", "caller two");
        Assert.Equal(process, await watch.WaitForText("partial two, 0 pages; ordinary two, caller two, 0 pages"));

        void Edit(string name, string old, string @new)
        {
            var path = Path.Combine(directory, name);
            File.WriteAllText(path, File.ReadAllText(path).Replace(old, @new, StringComparison.Ordinal));
        }
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>A running <c>dotnet watch</c>, with its output and that of the program.</summary>
    private sealed partial class Watch : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _output = new();

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

        /// <summary>Waits until the program prints a text. Returns the id of its process.</summary>
        internal Task<string> WaitForText(string text) => WaitUntil(
            output => ProgramLine().Matches(output).LastOrDefault() is { } last && last.Groups[2].Value == text ? last.Groups[1].Value : null,
            $"the program says '{text}'");

        /// <summary>Waits until <paramref name="find"/> finds something in the output, and returns it.</summary>
        internal async Task<string> WaitUntil(Func<string, string?> find, string what)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            timeout.CancelAfter(Timeout);
            while (true)
            {
                var output = Output();
                if (find(output) is { } found)
                {
                    return found;
                }

                Assert.False(_process.HasExited || timeout.IsCancellationRequested, $"Waited in vain until {what}:\n{output}");
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
            lock (_output)
            {
                _output.AppendLine(line.Data);
            }
        }

        private string Output()
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }

        [GeneratedRegex(@"\[(\d+): (.*)\]")]
        private static partial Regex ProgramLine();
    }
}
