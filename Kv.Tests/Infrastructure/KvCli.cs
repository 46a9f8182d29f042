using System.Diagnostics;
using System.Text.Json;

namespace Kv.Tests.Infrastructure;

/// <summary>Runs the built <c>kv</c> as a user does: a process of its own, with its output in pipes.</summary>
internal static class KvCli
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "kv.exe" : "kv");

    internal static Process Start(string folder, params string[] arguments) => Start(folder, [], arguments);

    private static Process Start(string folder, (string Name, string Value)[] environment, string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
        start.Environment.Remove("DS4_KV_KEEP_PAGES");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    internal static Task<KvResult> RunAsync(params string[] arguments) => RunInAsync(AppContext.BaseDirectory, arguments);

    internal static async Task<KvResult> RunWithAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(AppContext.BaseDirectory, environment, arguments);
        return await FinishAsync(process);
    }

    internal static async Task<KvResult> RunInAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return await FinishAsync(process);
    }

    /// <summary>How many pages of a file are cached, as <c>kv residency</c> says.</summary>
    internal static async Task<long> CachedPagesAsync(string file) =>
        (await RunAsync("residency", "--json", file)).Json().GetProperty("files")[0].GetProperty("cachedPages").GetInt64();

    internal static async Task<KvResult> FinishAsync(Process process)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new KvResult(process.ExitCode, await output, await error);
    }
}

/// <summary>How a run ended, and what it said.</summary>
internal sealed record KvResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output of a run that succeeded and complained of nothing.</summary>
    internal string Succeeded()
    {
        Assert.Equal((0, ""), (ExitCode, Error));
        return Output;
    }

    internal JsonElement Json() => JsonDocument.Parse(Succeeded()).RootElement;

    /// <summary>The sentence of a run that failed: one line on standard error, and nothing on standard output.</summary>
    internal string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("kv: ", line, StringComparison.Ordinal);
        return line;
    }
}
