using System.CommandLine;
using Kv.Output;
using KvCache;

namespace Kv.Verbs;

/// <summary><c>kv verify</c>: what is wrong with files and folders, and at which byte.</summary>
internal static class VerifyVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The checkpoint files to verify, and folders of them.");
    private static readonly Option<bool> ReadAll = new("--read-all") { Description = "Read every byte of the payloads too, which finds what the disk cannot read; their pages are dropped." };
    private static readonly Option<bool> Any = new("--any-payload") { Description = "Take payloads for any bytes; do not check that they are sessions." };

    internal static Command Create()
    {
        var command = new Command("verify", "Finds what is wrong with checkpoints, and at which byte; ends with 1 where one cannot be used.")
        {
            Paths, ReadAll, Any, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Paths),
            new KvcVerifyOptions
            {
                ReadsPayload = parsed.GetValue(ReadAll),
                Checks = parsed.GetValue(Any) ? PayloadChecks.None : PayloadChecks.Dsv4,
            },
            parsed.GetValue(CommonOptions.Json),
            parsed.GetValue(CommonOptions.Quiet),
            cancellation)));
        return command;
    }

    private static int Run(string[] paths, KvcVerifyOptions options, bool json, bool quiet, CancellationToken cancellation)
    {
        var files = new List<VerifiedFile>();
        foreach (var verification in paths.SelectMany(path => Verify(path, options)))
        {
            cancellation.ThrowIfCancellationRequested();
            files.Add(VerifiedFile.Of(verification));
            if (!json)
            {
                Print(verification, quiet);
            }
        }

        var bad = files.Count(file => !file.Sound);
        if (json)
        {
            KvJson.Write(new VerifyDocument { Files = files }, KvJson.Default.VerifyDocument);
        }
        else if (!quiet)
        {
            Console.Out.WriteLine($"{Quantity.Count(files.Count, "file")} verified, {Quantity.Count(bad)} that cannot be used");
        }

        return bad == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static IEnumerable<KvcVerification> Verify(string path, KvcVerifyOptions options) =>
        Directory.Exists(path) ? KvcVerifier.VerifyFolder(path, options)
        : File.Exists(path) ? [KvcVerifier.Verify(path, options)]
        : throw new KvException($"{path}: there is no such file or folder");

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
