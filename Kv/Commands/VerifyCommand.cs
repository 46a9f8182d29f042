using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv verify</c>: what is wrong with files and directories, and at which byte.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("Checkpoint files, and directories of them.");
    private static readonly Option<bool> ReadAll = new("--read-all") { Description = "Also read every byte of the payloads, to find bytes that the disk cannot read. Drops their pages." };

    internal static Command Create()
    {
        var command = new Command("verify", "Finds faults in checkpoints, each with the byte where it shows. The exit code is 1 if a checkpoint cannot be used.")
        {
            Paths, ReadAll, CommonOptions.AnyPayload, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Paths),
            new KvcVerifyOptions
            {
                ReadsPayload = parsed.GetValue(ReadAll),
                Checks = parsed.GetValue(CommonOptions.AnyPayload) ? PayloadChecks.None : PayloadChecks.Dsv4,
            },
            CommonOptions.OutputOptionsOf(parsed),
            cancellation)));
        return command;
    }

    private static int Run(string[] paths, KvcVerifyOptions options, OutputOptions output, CancellationToken cancellation)
    {
        KvFiles.EnsureExist(paths);
        var files = new List<VerifiedFile>();
        foreach (var verification in paths.SelectMany(path => DirectoryReading.Verify(path, options, output, cancellation)))
        {
            files.Add(VerifiedFile.Of(verification));
            if (!output.Json)
            {
                Print(verification, output.Quiet);
            }
        }

        var bad = files.Count(file => !file.Sound);
        output.Tell(new VerifyDocument { Files = files }, KvJson.Default.VerifyDocument, told =>
            Console.Out.WriteLine($"{Formatting.Count(told.Files.Count, "file")} verified, {Formatting.Count(bad)} that cannot be used{Newer(told.Files.Count(file => file.Newer))}"));
        return bad == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Newer(int count) => count == 0 ? "" : $", {Formatting.Count(count)} of a newer program";

    private static void Print(KvcVerification verification, bool quiet)
    {
        foreach (var finding in verification.Findings)
        {
            var line = $"{verification.Path}: {finding}";
            if (finding.Severity == KvcSeverity.Error)
            {
                Console.Error.WriteLine("kv: " + line);
            }
            else if (!quiet)
            {
                Console.Out.WriteLine(line);
            }
        }
    }
}
