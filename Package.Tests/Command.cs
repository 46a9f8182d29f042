using System.Diagnostics;

namespace Package.Tests;

/// <summary>What a program answered: exit code and everything it printed, standard error included.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    /// <summary>Runs a program to its end. The environment is the caller's, with <paramref name="environment"/> on top.</summary>
    internal static Command Run(string folder, IReadOnlyDictionary<string, string>? environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A build server that outlives the test would keep the scratch folder's assemblies open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Command(process.ExitCode, output + error.Result);
    }

    internal Command Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{Output}");
        return this;
    }
}
