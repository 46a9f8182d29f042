using System.Text.Json;
using IoPolicy.Testing;

namespace Llama.Tests;

/// <summary>Runs the sample with a small model: llama.cpp saves and loads its session on the real kernel.</summary>
public sealed class SampleTests(SampleProgram program) : IClassFixture<SampleProgram>
{
    private const string Stream = "stream, windows";

    public static TheoryData<string> Ways => [Stream, "path", "native session file", "directory", "assembly"];

    [Fact]
    public void The_test_knows_every_way() =>
        Assert.Equal(Ways.Select(row => row.Data), program.Outcome.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("way").GetString()!).Distinct());

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_fresh_process_continues_the_session_with_the_same_tokens(string way)
    {
        var outcome = program.Outcome;

        Assert.True(SampleProgram.Row(outcome, way, policy: false).GetProperty("sameTokens").GetBoolean());
        Assert.True(SampleProgram.Row(outcome, way, policy: true).GetProperty("sameTokens").GetBoolean());
    }

    /// <summary>The control: the answer depends on the session, so a load without effect would not pass.</summary>
    [Fact]
    public void A_process_without_the_session_continues_with_other_tokens()
    {
        var (tokens, without) = (Tokens("tokens"), Tokens("tokensWithoutSession"));

        Assert.Equal((8, 8), (tokens.Length, without.Length));
        Assert.NotEqual(tokens, without);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_policy_leaves_no_page_of_the_session_cached(string way)
    {
        var outcome = program.Outcome;

        Assert.Equal((0, 0), (StatePages(outcome, way, policy: true, "save"), StatePages(outcome, way, policy: true, "load")));
        Assert.True(StatePages(outcome, way, policy: false, "save") > 1_000, outcome.ToString());
        Assert.True(StatePages(outcome, way, policy: false, "load") > 1_000, outcome.ToString());
    }

    /// <summary>The figures are medians of three runs, because the kernel's choice of pages varies.</summary>
    [Fact]
    public void A_save_in_windows_loses_less_than_a_quarter_of_the_weight_pages()
    {
        var outcome = program.OutcomeUnderPressure;

        var none = Figure(outcome, Stream, policy: false, "save", "weightPagesLost");
        Assert.True(none > 500, outcome.ToString());
        Assert.True(Figure(outcome, Stream, policy: true, "save", "weightPagesLost") < none / 4, outcome.ToString());
    }

    [Fact]
    public void The_next_token_after_a_save_in_windows_waits_for_less_of_the_disk()
    {
        var outcome = program.OutcomeUnderPressure;

        Assert.True(
            Figure(outcome, Stream, policy: true, "save", "kibForNextToken") < Figure(outcome, Stream, policy: false, "save", "kibForNextToken"),
            outcome.ToString());
    }

    [Fact]
    public void No_file_stays_behind()
    {
        _ = program.Outcome;

        Assert.Empty(program.Left);
    }

    [Fact]
    public void A_native_library_that_does_not_load_is_named()
    {
        using var scratch = new ScratchDirectory();
        foreach (var file in Directory.EnumerateFiles(SampleProgram.Directory))
        {
            File.Copy(file, scratch.File(Path.GetFileName(file)));
        }

        var result = SampleProgram.Run(scratch.Path, "--small");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("The native library of llama.cpp does not load: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--runs", "0")]
    [InlineData("--runs")]
    [InlineData("--unknown")]
    public void A_wrong_argument_prints_the_usage(params string[] arguments)
    {
        var result = SampleProgram.Run(SampleProgram.Directory, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Usage: Llama [--small]", result.Error, StringComparison.Ordinal);
    }

    private static long StatePages(JsonElement outcome, string way, bool policy, string part) => Figure(outcome, way, policy, part, "statePagesLeft");

    private static long Figure(JsonElement outcome, string way, bool policy, string part, string figure) =>
        SampleProgram.Row(outcome, way, policy).GetProperty(part).GetProperty(figure).GetInt64();

    private int[] Tokens(string property) => program.Outcome.GetProperty(property).Deserialize<int[]>()!;
}
