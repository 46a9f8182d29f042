using System.Diagnostics;

namespace IoPolicy.Testing;

/// <summary>Runs a program and captures its output.</summary>
public static class Shell
{
    public static ProgramResult Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["LC_ALL"] = "C";
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return Run(start);
    }

    /// <summary>Runs a program as another user, with the given environment. Needs root.</summary>
    public static ProgramResult RunAs(ProcessStartInfo program, string user) => Run(As(program, user));

    /// <summary>Describes the start of a program as another user, with the given environment. Needs root.</summary>
    public static ProcessStartInfo As(ProcessStartInfo program, string user)
    {
        var start = new ProcessStartInfo(
            "setpriv",
            [$"--reuid={user}", "--regid=nogroup", "--clear-groups", "--", program.FileName, .. program.ArgumentList]);
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program with its own directory and environment.</summary>
    public static ProgramResult Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start.");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ProgramResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}

/// <summary>The exit code and output of a program.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Returns this result, or throws an exception with the program's output if it failed.</summary>
    public ProgramResult OrThrow() =>
        Succeeded ? this : throw new InvalidOperationException($"Exit code {ExitCode}\n{Output}\n{Error}");
}
