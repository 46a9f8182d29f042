using System.CommandLine;
using IoPolicy.CommandLine;
using Microsoft.Win32.SafeHandles;

namespace Kv.Commands;

/// <summary>Opens files one after the other, does the same work for each, and reports failures.</summary>
internal static class FileAdvice
{
    /// <summary>The work on an open file. Returns its result, and the reason for a failure.</summary>
    internal delegate (T Result, string? Failure) Work<T>(string path, SafeFileHandle file);

    /// <summary>Creates a command whose arguments are files and directories.</summary>
    /// <param name="name">The name of the command.</param>
    /// <param name="description">The description for the help.</param>
    /// <param name="run">Runs the command on the paths, and returns the exit code.</param>
    internal static Command Create(string name, string description, Func<string[], OutputOptions, CancellationToken, int> run)
    {
        var paths = OptionKinds.Paths("Files, or directories of *.kv files.");
        var command = new Command(name, description) { paths, CommonOptions.Json, OptionKinds.Quiet };
        command.SetAction((parsed, cancellation) => Task.FromResult(run(parsed.GetRequiredValue(paths), CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    /// <summary>Does the work for each file.</summary>
    /// <param name="title">The name of the work for the progress bar: "dropping".</param>
    /// <param name="done">The past tense of the work for an interruption: "dropped".</param>
    /// <param name="failed">The text for failures: "nothing was dropped".</param>
    /// <param name="paths">Files, or directories of *.kv files. The method checks all paths before any work.</param>
    /// <param name="output">The output options; a quiet command shows no bar.</param>
    /// <param name="work">The work.</param>
    /// <param name="unopened">Creates the result for a file that cannot be opened, from its path and the reason.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <exception cref="CommandException">A file or directory does not exist. No work was done.</exception>
    internal static (IReadOnlyList<T> Files, int ExitCode) Run<T>(
        string title,
        string done,
        string failed,
        string[] paths,
        OutputOptions output,
        Work<T> work,
        Func<string, string, T> unopened,
        CancellationToken cancellation)
    {
        CandidateFile[] files = [.. KvFiles.ListFiles(paths)];
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

                using var file = candidate.OpenOrSkip(out var reason);
                if (file is not null)
                {
                    var (result, failure) = work(candidate.Path, file);
                    all.Add(result);
                    reason = failure;
                }
                else if (reason is not null)
                {
                    all.Add(unopened(candidate.Path, reason));
                }

                if (reason is not null)
                {
                    Console.Error.WriteLine($"kv: {candidate.Path}: {failed}: {reason}");
                    code = ExitCode.Failure;
                }

                progress(1);
            }

            return all;
        });
        return (results, code);
    }
}
