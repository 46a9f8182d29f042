using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Commands;

/// <summary><c>kv verify</c>: finds the faults of checkpoints, with the offset of each fault.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string[]> Paths = OptionKinds.Paths("Checkpoint files, or directories of checkpoint files.");
    private static readonly Option<bool> ReadAll = new("--read-all") { Description = "Also read the payloads completely to find unreadable bytes. Drops their pages." };

    internal static Command Create()
    {
        var command = new Command("verify", "Find faults in checkpoints, with their offsets. The exit code is 1 if a checkpoint is unusable.")
        {
            Paths, ReadAll, CommonOptions.AnyPayload, CommonOptions.Json, OptionKinds.Quiet,
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
        output.Report(new VerifyDocument { Files = files }, static () => KvJson.Default.VerifyDocument, verified =>
            Console.Out.WriteLine($"{Formatting.Count(verified.Files.Count, "file")} verified, {Formatting.Count(bad)} unusable{Newer(verified.Files.Count(file => file.Newer))}"));
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
