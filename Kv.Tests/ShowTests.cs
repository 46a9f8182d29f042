using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv show</c> for files that ds4's code wrote.</summary>
public sealed class ShowTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_facts_of_the_payload_match_the_manifest()
    {
        var manifest = EngineFiles.Named("tools-three-two-blocks");
        var path = EngineFiles.Unpack("tools-three-two-blocks", _scratch.Path);

        var json = (await KvCli.RunAsync("show", "--json", path)).Json();

        var payload = json.GetProperty("payload");
        var offset = 52 + manifest.GetProperty("text_bytes").GetInt64();
        Assert.Equal(manifest.GetProperty("tokens").GetUInt32(), payload.GetProperty("tokens").GetUInt32());
        Assert.Equal(offset, payload.GetProperty("payloadOffset").GetInt64());
        Assert.Equal(offset + manifest.GetProperty("payload").GetProperty("logits_offset").GetInt64(), payload.GetProperty("logitsOffset").GetInt64());
        Assert.Equal(offset + manifest.GetProperty("payload").GetProperty("counts_offset").GetInt64(), payload.GetProperty("countsOffset").GetInt64());
        Assert.Equal(manifest.GetProperty("text_utf8").GetString(), json.GetProperty("textPreview").GetString());
        Assert.Equal(
            manifest.GetProperty("tool_map").EnumerateArray().Select(tool => tool.GetProperty("id").GetString()).Order(),
            json.GetProperty("toolIds").EnumerateArray().Select(id => id.GetString()).Order());
    }

    [Fact]
    public async Task The_output_has_the_facts_and_the_text_without_escape_codes()
    {
        var path = EngineFiles.Unpack("cold-q2-ascii", _scratch.Path);

        var shown = (await KvCli.RunAsync("show", path)).Succeeded();

        Assert.Contains("85bec04cfd1f53cf567d0698ad2e24c095399f31", shown, StringComparison.Ordinal);
        Assert.Contains("You are helper number 7.", shown, StringComparison.Ordinal);
        Assert.Contains("DSV4, 512 tokens, context 4,096", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    [Fact]
    public async Task Show_reads_a_few_pages_and_not_the_payload()
    {
        PageCounts.Require();
        var path = EngineFiles.Unpack("cold-q2-ascii", _scratch.Path);
        (await KvCli.RunAsync("drop", path)).Succeeded();

        (await KvCli.RunAsync("show", path)).Succeeded();

        Assert.InRange(await KvCli.CachedPagesAsync(path), 1, 4);
    }

    [Fact]
    public async Task A_control_character_of_the_text_does_not_reach_the_terminal()
    {
        _ = Checkpoints.Save(_scratch.Path, "before\u001b[31mafter");

        var shown = (await KvCli.RunAsync("show", Assert.Single(Directory.GetFiles(_scratch.Path, "*.kv")))).Succeeded();

        Assert.Contains("before\uFFFD[31mafter", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_file_is_reported_with_the_expected_bytes()
    {
        var path = EngineFiles.Unpack("cold-q2-ascii", _scratch.Path);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(1000);
        }

        var sentence = (await KvCli.RunAsync("show", path)).Failed(exitCode: 1);

        Assert.Contains($"{path}: at byte 1000: expected 31042956 bytes of payload", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_checkpoint_is_reported_with_its_first_bytes()
    {
        var path = _scratch.File("other.kv");
        File.WriteAllText(path, new string('x', 100));

        Assert.Equal(
            $"kv: {path}: at byte 0: expected the magic 4b 56 43 (\"KVC\"), found 78 78 78",
            (await KvCli.RunAsync("show", path)).Failed(exitCode: 1));
    }
}
