using System.Diagnostics;
using IoPolicy.Testing;

namespace IoPolicy.Tests;

/// <summary>Tests <see cref="Seccomp"/>, the filter under which other tests start their programs.</summary>
public sealed class SeccompTests : IDisposable
{
    private readonly ScratchDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Seccomp.Refused, "Operation not permitted")]
    [InlineData(Seccomp.Missing, "Function not implemented")]
    [InlineData("EIO", "Input/output error")]
    public void A_denied_call_fails_with_the_error_and_the_others_do_not(string error, string message)
    {
        File.WriteAllText(_directory.File("file"), "");
        var sync = new ProcessStartInfo("sync", ["--data", _directory.File("file")]);
        sync.Environment["LC_ALL"] = "C";
        Assert.Contains(message, Shell.Run(Seccomp.Deny(sync, error, "statx", "fdatasync")).Error, StringComparison.Ordinal);
        _ = Shell.Run(Seccomp.Deny(sync, error, "statx", "fsync")).OrThrow();
    }

    [Fact]
    public void The_program_has_its_arguments_directory_environment_and_exit_code()
    {
        var shell = new ProcessStartInfo("sh", ["-c", "echo \"$PWD $NAME $HOME $1\"; exit 3", "sh", "a  b"]) { WorkingDirectory = _directory.Path };
        shell.Environment["NAME"] = "value";
        _ = shell.Environment.Remove("HOME");
        var result = Shell.Run(Seccomp.Deny(shell, Seccomp.Refused, "cachestat"));
        Assert.Equal($"{_directory.Path} value  a  b\n", result.Output);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void An_unknown_name_is_an_error()
    {
        var result = Shell.Run(Seccomp.Deny(new ProcessStartInfo("true"), Seccomp.Refused, "no_such_call"));
        Assert.Equal(125, result.ExitCode);
        Assert.Contains("'no_such_call'", result.Error, StringComparison.Ordinal);
        Assert.Equal(125, Shell.Run(Seccomp.Deny(new ProcessStartInfo("true"), "ENOTHING", "statx")).ExitCode);
    }
}
