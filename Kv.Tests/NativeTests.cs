using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>
/// <c>kv</c> as a single native file. The compilation takes more than a minute, so KV_NATIVE must name the result of
/// <c>dotnet publish Kv -r linux-x64 -c Release -p:PublishAot=true</c>. <c>.ci/run</c> sets the variable.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class NativeTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);
    private readonly string _kv;

    public NativeTests()
    {
        Assert.SkipWhen(KvCli.NativeProgram is null, "KV_NATIVE does not name a natively compiled kv.");

        // The copy is alone, without the libraries in the directory of the published file.
        _kv = _scratch.File("kv");
        File.Copy(KvCli.NativeProgram!, _kv);
    }

    /// <summary>All commands except the demo, which has its own test, and save, which prepares the other commands.</summary>
    public static TheoryData<string> Commands => [.. CommandSamples.Commands.Except(["demo", "save"])];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_works_in_the_native_file(string command)
    {
        Assert.Equal(0, Run("save", "cache", "--text", "a text", "--tokens", "1").ExitCode);
        Assert.Equal(0, Run("export", "cache", "-o", "sample.tar").ExitCode);
        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(_scratch.File("cache"))));

        var result = Run([command, .. CommandSamples.ArgumentsOf(command, file), "--json"]);

        Assert.True(result.Succeeded, result.Error);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_starts_its_children_and_reports_that_it_draws_no_chart()
    {
        var result = Run("demo", "--code", "--weights-mib", "64", "--tokens", "1024", "--limit-mib", "128");

        Assert.True(result.Succeeded, result.Error);
        Assert.Contains("KvCache.KvcWriter.g.cs", result.Output, StringComparison.Ordinal);
        Assert.Contains("No chart of the residency over time", result.Output, StringComparison.Ordinal);
        Assert.Equal([_kv], Directory.GetFiles(_scratch.Path));
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("residency", ".")]
    public void A_requested_chart_is_rejected_in_one_sentence(params string[] command)
    {
        var result = Run([.. command, "--png", "chart.png"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("kv: a chart needs libSkiaSharp beside this program, and the library is missing; the .NET tool kv contains it\n", result.Error);
    }

    private ProgramResult Run(params string[] arguments) =>
        Shell.Run(new System.Diagnostics.ProcessStartInfo(_kv, arguments) { WorkingDirectory = _scratch.Path });
}
