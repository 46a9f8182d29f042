using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>
/// <c>kv</c> as a single native file. Compiling it takes a minute or more, so this is run where KV_NATIVE names a file that
/// <c>dotnet publish Kv -r linux-x64 -c Release -p:PublishAot=true</c> has made; <c>.ci/run</c> does that.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class NativeTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);
    private readonly string _kv;

    public NativeTests()
    {
        var published = Environment.GetEnvironmentVariable("KV_NATIVE");
        Assert.SkipWhen(string.IsNullOrEmpty(published), "KV_NATIVE names no natively compiled kv.");

        // Alone, without the libraries that lie beside it where it was published.
        _kv = _scratch.File("kv");
        File.Copy(published!, _kv);
    }

    /// <summary>All but the demo, which has a test of its own, and save, which the others need.</summary>
    public static TheoryData<string> Commands => [.. CommandSamples.Commands.Except(["demo", "save"])];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Each_command_works_in_it(string command)
    {
        Assert.Equal(0, Run("save", "cache", "--text", "a text", "--tokens", "1").ExitCode);
        Assert.Equal(0, Run("export", "cache", "-o", "sample.tar").ExitCode);
        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(_scratch.File("cache"))));

        var result = Run([command, .. CommandSamples.ArgumentsOf(command, file), "--json"]);

        Assert.True(result.Succeeded, result.Error);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_starts_itself_and_says_that_it_draws_no_chart()
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
    public void A_chart_that_is_asked_for_is_refused_in_one_sentence(params string[] command)
    {
        var result = Run([.. command, "--png", "chart.png"]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("kv: a chart needs libSkiaSharp beside this program, and it is not there; kv as a .NET tool has it\n", result.Error);
    }

    private ProgramResult Run(params string[] arguments) =>
        Shell.Run(new System.Diagnostics.ProcessStartInfo(_kv, arguments) { WorkingDirectory = _scratch.Path });
}
