using System.Text.Json;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;
using KvCache;

namespace Kv.Tests;

/// <summary><c>kv ls</c> on the files that ds4's own code wrote.</summary>
public sealed class LsTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(false, Label = "before May 2026")]
    [InlineData(true, Label = "of August 2026")]
    public async Task The_list_of_the_files_of_ds4_matches_the_manifest(bool isCurrent)
    {
        string[] reasons = ["unknown", "cold", "continued", "evict", "shutdown", "agent-system", "agent-session"];
        string[] kinds = ["token-text", "responses-visible", "thinking-visible"];
        // The list omits the agent's system prompt, whose name is no key.
        JsonElement[] manifest = [.. (isCurrent ? EngineFiles.CurrentManifest : EngineFiles.Manifest).Where(static file => file.GetProperty("sha").ValueKind == JsonValueKind.String)];
        EngineFiles.UnpackSparse(_scratch.Path, isCurrent);

        var json = (await KvCli.RunAsync("ls", "--json", _scratch.Path)).Json();

        Assert.Empty(json.GetProperty("refused").EnumerateArray());
        var entries = json.GetProperty("entries").EnumerateArray().ToDictionary(entry => Path.GetFileName(entry.GetProperty("path").GetString()!));
        Assert.Equal(manifest.Length, entries.Count);
        Assert.All(manifest, file =>
        {
            var entry = entries[file.GetProperty("file_name").GetString()!];
            var flags = file.GetProperty("ext_flags").GetInt32();
            Assert.Equal(file.GetProperty("sha").GetString(), entry.GetProperty("key").GetString());
            Assert.Equal(reasons[file.GetProperty("reason").GetInt32()], entry.GetProperty("reason").GetString());
            Assert.Equal(isCurrent ? file.GetProperty("model_id").GetInt32() : 0, entry.GetProperty("modelId").GetInt32());
            Assert.Equal(isCurrent ? file.GetProperty("payload_abi").GetInt32() : 0, entry.GetProperty("payloadAbi").GetInt32());
            Assert.Equal(file.GetProperty("tokens").GetUInt32(), entry.GetProperty("tokens").GetUInt32());
            Assert.Equal(file.GetProperty("quant_bits").GetInt32(), entry.GetProperty("quantBits").GetInt32());
            Assert.Equal(file.GetProperty("hits").GetUInt32(), entry.GetProperty("hits").GetUInt32());
            Assert.Equal(file.GetProperty("ctx_size").GetUInt32(), entry.GetProperty("contextSize").GetUInt32());
            Assert.Equal(file.GetProperty("created_at").GetUInt64(), entry.GetProperty("createdAt").GetUInt64());
            Assert.Equal(file.GetProperty("last_used").GetUInt64(), entry.GetProperty("lastUsed").GetUInt64());
            Assert.Equal(file.GetProperty("text_bytes").GetUInt32(), entry.GetProperty("textBytes").GetUInt32());
            Assert.Equal(file.GetProperty("payload_bytes").GetUInt64(), entry.GetProperty("payloadBytes").GetUInt64());
            Assert.Equal(file.GetProperty("trailer_bytes").GetInt64(), entry.GetProperty("trailerBytes").GetInt64());
            Assert.Equal(file.GetProperty("file_size").GetInt64(), entry.GetProperty("fileBytes").GetInt64());

            // The flags (KvcExtensions): 1 a tool map, 2 a text of the Responses API, 4 a text without the model's thinking, 8 a title.
            Assert.Equal((flags & 1) != 0, entry.GetProperty("hasToolMap").GetBoolean());
            Assert.Equal((flags & 8) != 0, entry.GetProperty("hasTitle").GetBoolean());
            Assert.Equal(kinds[(flags & 2) != 0 ? 1 : (flags & 4) / 2], entry.GetProperty("keyKind").GetString());
            Assert.Equal(isCurrent && file.GetProperty("payload_bytes").GetInt64() == 0, entry.GetProperty("stripped").GetBoolean());
        });
    }

    [Fact]
    public async Task The_table_has_a_line_for_each_file_and_no_escape_code_in_a_pipe()
    {
        EngineFiles.UnpackSparse(_scratch.Path);

        var table = (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded();

        var line = Assert.Single(table.Split('\n'), text => text.Contains(EngineFiles.Named("cold-q2-ascii").GetProperty("sha").GetString()!, StringComparison.Ordinal));
        Assert.Matches(@"\s512\s+.*\s2\s+.*cold\s+.*4,096\s+.*\s0\s+.*2025-10-09 10:51:03Z\s+.*29\.6 MiB", line);
        Assert.Contains("28 checkpoints", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
    }

    [Fact]
    public async Task A_damaged_file_is_reported_with_its_offset_and_the_others_are_listed()
    {
        EngineFiles.UnpackSparse(_scratch.Path);
        var damaged = Path.Combine(_scratch.Path, EngineFiles.Named("tools-one").GetProperty("file_name").GetString()!);
        using (var file = File.OpenWrite(damaged))
        {
            file.Position = 4; // The quantization.
            file.WriteByte(9);
        }

        var result = await KvCli.RunAsync("ls", _scratch.Path);

        Assert.Equal((1, $"kv: {damaged}: at byte 4: expected 2 or 4 quantization bits, found 9\n"), (result.ExitCode, result.Error));
        Assert.Contains("27 checkpoints", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_listed_as_newer_and_not_damaged()
    {
        EngineFiles.UnpackSparse(_scratch.Path);
        var newer = Path.Combine(_scratch.Path, EngineFiles.Named("tools-one").GetProperty("file_name").GetString()!);
        using (var file = File.OpenWrite(newer))
        {
            file.Position = 3; // The version.
            file.WriteByte(2);
        }

        var listed = (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded();
        Assert.Contains($"{newer}: ", listed, StringComparison.Ordinal);
        Assert.Contains("expected version 1, found 2, of a newer program; not damaged", listed, StringComparison.Ordinal);
        var json = (await KvCli.RunAsync("ls", "--json", _scratch.Path)).Json();
        Assert.Equal(0, json.GetProperty("refused").GetArrayLength());
        Assert.Equal(new FileInfo(newer).Length, Assert.Single(json.GetProperty("newer").EnumerateArray()).GetProperty("fileBytes").GetInt64());
        Assert.Contains("of a newer program", (await KvCli.RunAsync("show", newer)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 of a newer program", (await KvCli.RunAsync("verify", newer)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 file not counted", (await KvCli.RunAsync("evict", "--budget-mib", "1", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.True(File.Exists(newer));
    }

    [Fact]
    public async Task Files_with_other_names_are_skipped()
    {
        File.WriteAllText(_scratch.File("notes.kv"), "no checkpoint");

        Assert.Contains("0 checkpoints", (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_sort_and_filter_the_list()
    {
        EngineFiles.UnpackSparse(_scratch.Path);

        var json = (await KvCli.RunAsync("ls", "--json", "--sort", "tokens", "--reason", "cold", "--min-tokens", "600", _scratch.Path)).Json();

        var expected = EngineFiles.Manifest
            .Where(file => file.GetProperty("reason").GetInt32() == 1 && file.GetProperty("tokens").GetInt32() >= 600)
            .Select(file => file.GetProperty("tokens").GetInt32())
            .OrderDescending();
        Assert.Equal(expected, json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("tokens").GetInt32()));
    }

    [Fact]
    public async Task A_limit_lists_the_first_files_of_the_order_and_counts_all()
    {
        EngineFiles.UnpackSparse(_scratch.Path);

        var table = (await KvCli.RunAsync("ls", "--sort", "size", "--reverse", "--limit", "3", _scratch.Path)).Succeeded();

        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var smallest = EngineFiles.Manifest.OrderBy(file => file.GetProperty("file_size").GetInt64()).Take(3).Select(file => file.GetProperty("sha").GetString()!).ToHashSet();
        Assert.Equal(5, lines.Length);
        Assert.All(lines[1..4], line => Assert.Contains(line.Trim()[..40], smallest));
        Assert.EndsWith(", the first 3 shown", lines[4], StringComparison.Ordinal);
        Assert.StartsWith("28 checkpoints, ", lines[4], StringComparison.Ordinal);
    }

    /// <summary>Files with equal numbers are in the order of their keys. The reverse order reverses the keys too.</summary>
    [Theory]
    [InlineData("key")]
    [InlineData("tokens")]
    [InlineData("size")]
    [InlineData("hits")]
    [InlineData("used")]
    [InlineData("created")]
    [InlineData("score")]
    public async Task Each_order_is_total_and_reversible(string by)
    {
        EngineFiles.UnpackSparse(_scratch.Path);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var expected = EngineFiles.Manifest
            .OrderByDescending(file => by switch
            {
                "tokens" => file.GetProperty("tokens").GetUInt32(),
                "size" => file.GetProperty("file_size").GetInt64(),
                "hits" => file.GetProperty("hits").GetUInt32(),
                "used" => file.GetProperty("last_used").GetUInt64(),
                "created" => file.GetProperty("created_at").GetUInt64(),
                "score" => ScoreOf(file, (ulong)now),
                _ => 0.0,
            })
            .ThenBy(file => file.GetProperty("sha").GetString(), StringComparer.Ordinal)
            .Select(file => file.GetProperty("sha").GetString()!)
            .ToArray();

        Assert.Equal(expected, await KeysAsync("--sort", by));
        Assert.Equal(expected.Reverse(), await KeysAsync("--sort", by, "--reverse"));
        Assert.Equal(expected.Take(5), await KeysAsync("--sort", by, "--limit", "5"));

        async Task<string[]> KeysAsync(params string[] options) =>
            [.. (await KvCli.RunAsync(["ls", "--json", .. options, _scratch.Path])).Json().GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("key").GetString()!)];

        static double ScoreOf(JsonElement file, ulong now) => EvictionScore.Of(
            new KvcHeader
            {
                QuantBits = 2,
                Tokens = file.GetProperty("tokens").GetUInt32(),
                Hits = file.GetProperty("hits").GetUInt32(),
                LastUsed = file.GetProperty("last_used").GetUInt64(),
                CreatedAt = file.GetProperty("created_at").GetUInt64(),
            },
            file.GetProperty("file_size").GetInt64(),
            now);
    }

    [Fact]
    public async Task An_unsorted_list_has_the_same_files_in_the_directory_order()
    {
        EngineFiles.UnpackSparse(_scratch.Path);
        File.WriteAllText(_scratch.File(new string('0', 40) + ".kv"), "no checkpoint");

        var sorted = await KvCli.RunAsync("ls", "--json", _scratch.Path);
        var unsorted = await KvCli.RunAsync("ls", "--json", "--unsorted", _scratch.Path);
        var table = await KvCli.RunAsync("ls", "--unsorted", _scratch.Path);

        Assert.Equal((1, 1, 1), (sorted.ExitCode, unsorted.ExitCode, table.ExitCode));
        Assert.Equal(Keys(sorted), Keys(unsorted).Order(StringComparer.Ordinal));
        var order = DirectoryScan.Entries(_scratch.Path).Select(entry => entry.Key.ToString()).ToArray();
        Assert.Equal(order, Keys(unsorted));
        Assert.Equal(order, table.Output.Split('\n')[1..29].Select(line => line.Trim()[..40]));
        Assert.Contains("expected a header of 52 bytes", unsorted.Error, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(unsorted.Output).RootElement.GetProperty("refused").GetArrayLength());

        static IEnumerable<string> Keys(CommandResult result) =>
            JsonDocument.Parse(result.Output).RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("key").GetString()!);
    }

    [Theory]
    [InlineData("--sort", "key")]
    [InlineData("--reverse")]
    [InlineData("--watch")]
    public async Task Unsorted_excludes_sort_reverse_and_watch(params string[] order) =>
        Assert.Contains("--unsorted excludes", (await KvCli.RunAsync(["ls", "--unsorted", .. order, _scratch.Path])).Failed(exitCode: 2), StringComparison.Ordinal);

    [Fact]
    public async Task Watching_needs_a_terminal() =>
        Assert.Contains("--watch needs a terminal", (await KvCli.RunAsync("ls", "--watch", _scratch.Path)).Failed(exitCode: 2), StringComparison.Ordinal);
}
