using System.Diagnostics;
using System.Runtime.InteropServices;
using IoPolicy.Testing;

namespace Kv.Tests.Infrastructure;

/// <summary>
/// Runs <c>kv</c> in its own process, with its output in pipes. If KV_NATIVE names the native file, most tests run that file, because its
/// start takes a tenth of the processor time. <see cref="EveryCommandTests"/> and <see cref="ToolTests"/> always run the .NET program.
/// </summary>
internal static partial class KvCli
{
    /// <summary>The time for a process to reach a state, or to end after a signal. Only a failing test waits that long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The path of the program that .NET runs. <c>KV_PROGRAM</c> names another build, such as an old build on which a new test must fail.</summary>
    internal static string DotNetProgram { get; } =
        ValueOf("KV_PROGRAM") ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "kv.exe" : "kv");

    /// <summary>The path of the program: the native file if <c>KV_NATIVE</c> names it.</summary>
    internal static string Program { get; } = ValueOf("KV_PROGRAM") ?? NativeProgram ?? DotNetProgram;

    /// <summary>The path of the native file; null if <c>KV_NATIVE</c> does not name it.</summary>
    internal static string? NativeProgram => ValueOf("KV_NATIVE");

    internal static Process Start(string directory, params string[] arguments) => Process.Start(Describe(directory, [], arguments))!;

    /// <summary>Starts a process to whose standard input the test writes.</summary>
    internal static Process StartWithInput(string directory, params string[] arguments)
    {
        var start = Describe(directory, [], arguments);
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    /// <summary>
    /// Starts the program under strace, which delays each write to a file by 50 ms. With -D, strace runs as a grandchild, so
    /// the started process is the program and receives signals.
    /// </summary>
    internal static Process StartDelayed(string directory, params string[] arguments)
    {
        var start = Describe(directory, [], arguments);
        const string Writes = "pwrite64,pwritev2";
        string[] strace = ["-D", "-f", "-o", "/dev/null", "-e", "trace=" + Writes, "-e", $"inject={Writes}:delay_exit=50000", "--", Program, .. arguments];
        start.FileName = "strace";
        start.ArgumentList.Clear();
        foreach (var argument in strace)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Describes the start of the program, for example for strace or for another user.</summary>
    internal static ProcessStartInfo Describe(string directory, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
        start.Environment.Remove("DS4_KV_KEEP_PAGES");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    internal static Task<CommandResult> RunAsync(params string[] arguments) => RunInAsync(AppContext.BaseDirectory, arguments);

    internal static async Task<CommandResult> RunWithAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Process.Start(Describe(AppContext.BaseDirectory, environment, arguments))!;
        return await FinishAsync(process);
    }

    /// <summary>Runs <see cref="DotNetProgram"/> in a directory.</summary>
    internal static async Task<CommandResult> RunDotNetInAsync(string directory, params string[] arguments)
    {
        var start = Describe(directory, [], arguments);
        start.FileName = DotNetProgram;
        using var process = Process.Start(start)!;
        return await FinishAsync(process);
    }

    internal static async Task<CommandResult> RunInAsync(string directory, params string[] arguments)
    {
        using var process = Start(directory, arguments);
        return await FinishAsync(process);
    }

    /// <summary>
    /// Runs a bash script in a directory. <c>$kv</c> is the program. A script with a small <c>ulimit -f</c> must set
    /// <c>DOTNET_EnableWriteXorExecute</c> to 0, because the runtime's mapping of 2 GiB would exceed the limit.
    /// </summary>
    internal static async Task<CommandResult> BashAsync(string directory, string script)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is missing.");
        var start = Describe(directory, [("kv", Program), ("LC_ALL", "C")]);
        start.FileName = "/bin/bash";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        return await FinishAsync(process);
    }

    /// <summary>Gets the number of cached pages of a file from <c>kv residency</c>.</summary>
    internal static async Task<long> CachedPagesAsync(string file) =>
        (await RunAsync("residency", "--json", file)).Json().GetProperty("files")[0].GetProperty("cachedPages").GetInt64();

    /// <summary>Waits for the end of a process. Kills the process after a timeout.</summary>
    internal static async Task<CommandResult> FinishAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience * 4);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult("kv", process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Sends a signal and waits for the end of the process. Fails if the signal does not end it.</summary>
    internal static async Task<CommandResult> SignalAsync(Process process, int signal)
    {
        if (Signals.IsIgnored(signal))
        {
            process.Kill(entireProcessTree: true);
        }

        Signals.Require(signal);
        Assert.Equal(0, Kill(process.Id, signal));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"Signal {signal} did not end the process.");
        }

        return new CommandResult("kv", process.ExitCode, await process.StandardOutput.ReadToEndAsync(patience.Token), await process.StandardError.ReadToEndAsync(patience.Token));
    }

    /// <summary>Waits for a state that another process reaches.</summary>
    internal static async Task WaitForAsync(string state, Func<bool> isReached)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isReached())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"The state was not reached: {state}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static string? ValueOf(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
