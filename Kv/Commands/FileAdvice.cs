using IoPolicy.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary>Opens many files for one kind of work each, and reports those that it fails for.</summary>
internal static class FileAdvice
{
    /// <summary>The work on an open file: what it found out, and why nothing was done.</summary>
    internal delegate (T Result, string? Refusal) Work<T>(string path, SafeFileHandle file);

    /// <param name="title">The work, for the bar: "dropping".</param>
    /// <param name="done">The work in the past tense, for an interruption: "dropped".</param>
    /// <param name="refused">The work that was not done, for messages: "nothing was dropped".</param>
    /// <param name="paths">Files, and directories of *.kv files; all of them are looked up before any work.</param>
    /// <param name="output">Whether there is a bar.</param>
    /// <param name="work">The work.</param>
    /// <param name="unopened">The result for a file that cannot be opened, and why.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <exception cref="CommandException">There is no such file or directory: no work was done.</exception>
    internal static (IReadOnlyList<T> Files, int ExitCode) Run<T>(
        string title,
        string done,
        string refused,
        string[] paths,
        OutputOptions output,
        Work<T> work,
        Func<string, string, T> unopened,
        CancellationToken cancellation)
    {
        CandidateFile[] files = [.. KvFiles.Under(paths)];
        var code = ExitCode.Success;
        var results = ProgressBars.OfFiles(title, output, () => files.Length, progress =>
        {
            var all = new List<T>(files.Length);
            foreach (var candidate in files)
            {
                if (cancellation.IsCancellationRequested)
                {
                    throw new InterruptedException($"{Formatting.Count(all.Count)} of {Formatting.Count(files.Length, "file")} {done} before that", cancellation);
                }

                using var file = candidate.OpenOrPassOver(out var obstacle);
                if (file is not null)
                {
                    var (result, refusal) = work(candidate.Path, file);
                    all.Add(result);
                    obstacle = refusal;
                }
                else if (obstacle is not null)
                {
                    all.Add(unopened(candidate.Path, obstacle));
                }

                if (obstacle is not null)
                {
                    Console.Error.WriteLine($"kv: {candidate.Path}: {refused}: {obstacle}");
                    code = ExitCode.Failure;
                }

                progress(1);
            }

            return all;
        });
        return (results, code);
    }
}
