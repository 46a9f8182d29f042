using System.Text.Json;
using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>The whole output of <c>kv show</c>, <c>kv ls</c>, <c>kv verify</c> and <c>kv load</c> for files of ds4.</summary>
public sealed class ExactOutputTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>A file of ds4, whether it is of August 2026, and the lines of <c>kv show</c> between the path and the cached pages.</summary>
    public static TheoryData<string, bool, string> Shown => new()
    {
        {
            "tools-three-two-blocks", false, """
            key           b7174a54c66e8fafa0b295a9c36ac7448608b117
            tokens        900
            model         flash, of ds4 before May 2026 (payload ABI 0)
            quantization  4 bits
            reason        evict
            context       8,192 tokens
            hits          0
            created       2025-10-09 11:06:03Z
            last used     2025-10-09 11:06:03Z
            text          601 bytes, token-text
            payload       36,382,108 bytes (34.7 MiB)
            session       DSV4, 900 tokens, context 8,192, prefill chunk 2,048
            rows          43 layers of 128 raw rows; 4,865 compressed and 4,725 indexer rows in total
            offsets       payload 653, token ids 705, logits 4305, row counts 521425, layers 521769
            tool map      3 ids: call_ünicöde, call_538453d7, toolu_01045381
            """
        },
        {
            "agent-flash-titled", true, """
            key           f9cab7dcf2f2a6ce7b9285c5bf754f79f0286bfa
            tokens        48
            title         Fix the build of part 17
            model         flash (payload ABI 2)
            quantization  2 bits
            reason        agent-session
            context       8,192 tokens
            hits          0
            created       2026-08-12 02:00:17Z
            last used     2026-08-12 02:00:17Z
            text          136 bytes, token-text
            payload       17,595,980 bytes (16.8 MiB)
            session       DSV4, 48 tokens, context 8,192, prefill chunk 4,096
            rows          43 layers of 48 raw rows; 252 compressed and 252 indexer rows in total
            offsets       payload 188, token ids 240, logits 432, row counts 517552, layers 517896
            tool map      none
            """
        },
        {
            "agent-flash-stripped", true, """
            key           7e03044785d6b48adf6ae364c426a6d73ac4de16
            tokens        49
            title         Drop the build 17
            model         flash (payload ABI 2)
            quantization  4 bits
            reason        agent-session
            context       8,192 tokens
            hits          0
            created       2026-08-09 18:26:40Z
            last used     2026-08-09 22:36:40Z
            text          137 bytes, token-text
            payload       none: the session is stripped
            tool map      none
            """
        },
        {
            "touched-q2", false, """
            key           dba41d8d17479bf23a9ff58020522405449f139b
            tokens        1,536
            model         flash, of ds4 before May 2026 (payload ABI 0)
            quantization  2 bits
            reason        cold
            context       4,096 tokens
            hits          4,000,000
            created       2025-10-09 11:16:03Z
            last used     2025-10-09 11:16:43Z
            text          9 bytes, token-text
            payload       45,137,292 bytes (43.0 MiB)
            session       DSV4, 1,536 tokens, context 4,096, prefill chunk 2,048
            rows          43 layers of 128 raw rows; 8,304 compressed and 8,064 indexer rows in total
            offsets       payload 61, token ids 113, logits 6257, row counts 523377, layers 523721
            tool map      none
            """
        },
        {
            "agent-flash-system", true, """
            key           none: the file has another name
            tokens        42
            model         flash (payload ABI 2)
            quantization  2 bits
            reason        agent-system
            context       8,192 tokens
            hits          0
            created       2026-08-06 07:08:20Z
            last used     2026-08-06 07:08:20Z
            text          70 bytes, token-text
            payload       16,960,052 bytes (16.2 MiB)
            session       DSV4, 42 tokens, context 8,192, prefill chunk 4,096
            rows          43 layers of 42 raw rows; 210 compressed and 210 indexer rows in total
            offsets       payload 122, token ids 174, logits 342, row counts 517462, layers 517806
            tool map      none
            """
        },
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Show_prints_each_fact_of_a_file_on_its_line(string name, bool isCurrent, string facts)
    {
        var path = Unpack(name, isCurrent);

        var lines = (await KvCli.RunAsync("show", path)).Succeeded().Split('\n');

        var expected = facts.Split('\n').Select(line => line.TrimEnd('\r')).Prepend($"file          {path}").ToArray();
        Assert.Equal(expected, lines[..expected.Length]);
        var pages = (new FileInfo(path).Length + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        Assert.Matches($@"^cached        [\d,]+ of {pages:N0} pages? \(\d+\.\d %\), by (cachestat|mincore)$|^cached        unknown$", lines[expected.Length]);
        Assert.Equal("", lines[expected.Length + 1]);
    }

    [Fact]
    public async Task The_document_of_show_has_each_fact_of_the_payload()
    {
        var shown = (await KvCli.RunAsync("show", "--json", Unpack("pro-tools-thinking", isCurrent: true))).Json();

        Assert.Equal(
            """{"tokens":29,"contextSize":4096,"prefillChunk":4096,"rawRows":29,"layers":61,"payloadOffset":254,"tokensOffset":306,"logitsOffset":422,"countsOffset":517542,"layersOffset":518030,"compressedRows":210,"indexerRows":210}""",
            JsonSerializer.Serialize(shown.GetProperty("payload")));
        Assert.Equal("""["call_3dd2811a"]""", JsonSerializer.Serialize(shown.GetProperty("toolIds")));
        Assert.Equal(
            """{"key":"f87b637681d8fd224147110806f0712f2b4c2f0a","tokens":29,"quantBits":4,"payloadAbi":2,"modelId":1,"model":"pro","reason":"shutdown","contextSize":4096,"hits":0,"createdAt":1789257651,"lastUsed":1789257651,"keyKind":"thinking-visible","hasToolMap":true,"hasTitle":false,"stripped":false,"textBytes":202,"payloadBytes":23388816,"trailerBytes":220,"fileBytes":23389290}""",
            Regex.Replace(JsonSerializer.Serialize(shown.GetProperty("entry")), "\"path\":\"[^\"]*\",", ""));
    }

    /// <summary>The text, the preview in the document, and the end of the printed text. The preview has at most 1,024 bytes.</summary>
    public static TheoryData<string, string, string> Texts => new()
    {
        { new string('a', 1024), new string('a', 1024), "aaaa\n" },
        { new string('a', 1025), new string('a', 1024), "aaaa …\n" },
        { new string('a', 1023) + "é", new string('a', 1023), "aaaa …\n" },
        { new string('a', 1022) + "é", new string('a', 1022) + "é", "aaé\n" },
        { "short", "short", "\n\nshort\n" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_preview_ends_before_a_character_that_does_not_fit(string text, string preview, string end)
    {
        var path = Checkpoints.Save(_scratch.Path, text, contextSize: 100);

        var shown = (await KvCli.RunAsync("show", path)).Succeeded();
        var json = (await KvCli.RunAsync("show", "--json", path)).Json();

        Assert.EndsWith(end, shown, StringComparison.Ordinal);
        Assert.Equal(preview, json.GetProperty("textPreview").GetString());
    }

    [Theory]
    [InlineData(4, 3, "expected payload version 2, found 3, of a newer program", Label = "a newer payload")]
    [InlineData(-1, 3, "expected a model from 0 to 2, found 3, of a newer program", Label = "a newer model")]
    public async Task A_newer_session_is_shown_with_its_header_and_is_not_damaged(int offset, byte value, string fault)
    {
        var path = Checkpoints.Save(_scratch.Path, "a text", contextSize: 100);
        var place = offset < 0 ? 7 : 52 + "a text".Length + offset;
        using (var file = File.OpenWrite(path))
        {
            file.Position = place;
            file.WriteByte(value);
        }

        var shown = (await KvCli.RunAsync("show", path)).Succeeded();
        var json = (await KvCli.RunAsync("show", "--json", path)).Json();

        Assert.StartsWith($"{path}: at byte {place}: {fault}; the file is not damaged\nfile          {path}\n", shown, StringComparison.Ordinal);
        Assert.Equal(place, json.GetProperty("newer").GetProperty("offset").GetInt32());
        Assert.Equal(1, json.GetProperty("entry").GetProperty("tokens").GetInt32());
        Assert.Equal((false, false), (json.TryGetProperty("payload", out _), json.TryGetProperty("payloadFault", out _)));
    }

    [Fact]
    public async Task A_session_with_a_fault_is_shown_with_its_header_and_reported()
    {
        var path = Checkpoints.Save(_scratch.Path, "a text", contextSize: 100);
        using (var file = File.OpenWrite(path))
        {
            file.Position = 58;
            file.WriteByte((byte)'X');
        }

        var shown = await KvCli.RunAsync("show", path);
        var json = JsonDocument.Parse((await KvCli.RunAsync("show", "--json", path)).Output).RootElement;

        Assert.Equal((1, $"kv: {path}: at byte 58: expected the magic 34565344 (\"DSV4\"), found 34565358\n"), (shown.ExitCode, shown.Error));
        Assert.StartsWith($"file          {path}\n", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("session ", shown.Output, StringComparison.Ordinal);
        Assert.Equal(
            """{"part":"Payload","offset":58,"expected":"the magic 34565344 (\u0022DSV4\u0022)","found":"34565358"}""",
            Regex.Replace(JsonSerializer.Serialize(json.GetProperty("payloadFault")), "\"path\":\"[^\"]*\",", ""));
        Assert.False(json.TryGetProperty("newer", out _));
    }

    [Fact]
    public async Task The_table_of_ls_has_each_fact_in_its_column()
    {
        _ = (Unpack("agent-flash-stripped", isCurrent: true), Unpack("responses-and-thinking-flags", isCurrent: false), Unpack("touched-q2", isCurrent: false));
        _ = (Unpack("pro-tools-thinking", isCurrent: true), Unpack("agent-flash-titled", isCurrent: true));
        const string Table = """
              key                                          tokens  model    bits  reason           context    hits  last used                   size  also
              7e03044785d6b48adf6ae364c426a6d73ac4de16         49  flash       4  agent-session      8,192       0  2026-08-09 22:36:40Z       210 B  title, stripped
              9a5795c65e9e7f39e10539b32276f012051b3cb9      1,280  flash/0     2  evict              4,096       0  2128-06-11 08:53:20Z    39.7 MiB  responses-visible
              dba41d8d17479bf23a9ff58020522405449f139b      1,536  flash/0     2  cold               4,096  4,000,000  2025-10-09 11:16:43Z    43.0 MiB
              f87b637681d8fd224147110806f0712f2b4c2f0a         29  pro         4  shutdown           4,096       0  2026-09-13 00:00:51Z    22.3 MiB  tools, thinking-visible
              f9cab7dcf2f2a6ce7b9285c5bf754f79f0286bfa         48  flash       2  agent-session      8,192       0  2026-08-12 02:00:17Z    16.8 MiB  title
            5 checkpoints, 121.8 MiB

            """;

        var table = (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded();
        var unsorted = (await KvCli.RunAsync("ls", "-U", _scratch.Path)).Succeeded();
        var limited = (await KvCli.RunAsync("ls", "-U", "--limit", "2", _scratch.Path)).Succeeded();
        var scored = (await KvCli.RunAsync("ls", "--sort", "score", "--titles", "--limit", "1", _scratch.Path)).Succeeded();

        Assert.Equal(Table, table);
        Assert.Equal(Table.Split('\n').Order(StringComparer.Ordinal), unsorted.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(unsorted.Split('\n')[..3], limited.Split('\n')[..3]);
        Assert.Matches("^2 checkpoints, [0-9.]+ MiB$", limited.Split('\n')[3]);
        Assert.Matches(
            """
            ^  key                                            score     tokens  model    bits  reason           context    hits  last used                   size  also   title
              7e03044785d6b48adf6ae364c426a6d73ac4de16 {2,}[0-9.E-]+         49  flash       4  agent-session      8,192       0  2026-08-09 22:36:40Z       210 B  title, stripped  Drop the build 17
            5 checkpoints, 121\.8 MiB, the first 1 shown
            $
            """,
            scored);
    }

    [Theory]
    [InlineData("640", 2)]
    [InlineData("641", 1)]
    [InlineData("1537", 0)]
    public async Task The_lowest_number_of_tokens_is_listed(string tokens, int count)
    {
        _ = (Unpack("cold-q4-ascii", isCurrent: false), Unpack("touched-q2", isCurrent: false), Unpack("text-one-byte", isCurrent: false));

        Assert.Contains(
            $"\n{Formatting(count)}, ",
            (await KvCli.RunAsync("ls", "--min-tokens", tokens, _scratch.Path)).Succeeded(),
            StringComparison.Ordinal);

        static string Formatting(int count) => count == 1 ? "1 checkpoint" : $"{count} checkpoints";
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("ls", "-U")]
    public async Task A_quiet_list_reports_damaged_files_only(params string[] command)
    {
        Unpack("agent-flash-stripped", isCurrent: true);
        var damaged = _scratch.File(new string('0', 40) + ".kv");
        File.WriteAllText(damaged, "no checkpoint");

        var result = await KvCli.RunAsync([.. command, "--quiet", _scratch.Path]);

        Assert.Equal($"kv: {damaged}: at byte 13: expected a header of 52 bytes, found the end of the file after 13", result.Failed(exitCode: 1));
    }

    [Fact]
    public async Task Verify_prints_notes_and_its_document_has_each_part_of_a_finding()
    {
        var path = Unpack("agent-flash-stripped", isCurrent: true);
        const string Expected = "a payload";
        const string Found = "none: the session is stripped, and a prefill of its text restores it";

        Assert.Equal($"{path}: note at byte 189: expected {Expected}, found {Found}\n1 file verified, 0 unusable\n", (await KvCli.RunAsync("verify", path)).Succeeded());
        Assert.Equal("", (await KvCli.RunAsync("verify", path, "-q")).Succeeded());
        var file = Assert.Single((await KvCli.RunAsync("verify", "--json", path)).Json().GetProperty("files").EnumerateArray());
        Assert.Equal(
            $$"""{"path":"{{path}}","sound":true,"newer":false,"title":"Drop the build 17","findings":[{"severity":"Note","part":"Payload","offset":189,"expected":"{{Expected}}","found":"{{Found}}"}]}""",
            JsonSerializer.Serialize(file));
    }

    [Fact]
    public async Task All_paths_of_a_verification_are_checked_before_the_first_is_verified()
    {
        var path = Unpack("agent-flash-stripped", isCurrent: true);

        Assert.EndsWith("\n3 files verified, 0 unusable\n", (await KvCli.RunAsync("verify", path, _scratch.Path, path)).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("kv: nothing: no such file or directory", (await KvCli.RunAsync("verify", path, "nothing")).Failed(exitCode: 1));
    }

    /// <summary>A verification without the option reads only the text and the ends of the payload's parts.</summary>
    [Fact]
    public async Task Only_read_all_drops_the_pages_of_payloads()
    {
        PageCounts.Require();
        var path = Checkpoints.Save(_scratch.Path, "a text");
        await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);

        (await KvCli.RunAsync("verify", path)).Succeeded();
        Assert.True(await KvCli.CachedPagesAsync(path) > 1000, "The file must be cached before the test.");
        (await KvCli.RunAsync("verify", "--read-all", path)).Succeeded();

        Assert.InRange(await KvCli.CachedPagesAsync(path), 0, 8);
    }

    [Fact]
    public async Task Load_prints_the_tokens_the_payload_and_the_pages()
    {
        var path = Unpack("pro-tools-thinking", isCurrent: true);
        var stripped = Unpack("agent-flash-stripped", isCurrent: true);

        Assert.Matches(
            $@"^{path}: 29 tokens, 22\.3 MiB of payload in \d+\.\d{{3}} s, [\d,]+ of 5,711 pages left in the cache\n$",
            (await KvCli.RunAsync("load", path)).Succeeded());
        Assert.Equal($"{stripped}: a stripped session of 49 tokens: it has a text and no payload\n", (await KvCli.RunAsync("load", stripped)).Succeeded());
        var json = (await KvCli.RunAsync("load", "--json", path, "-o", _scratch.File("payload"))).Json();
        Assert.Equal(_scratch.File("payload"), json.GetProperty("output").GetString());
        Assert.Equal((23_388_816L, 220), (new FileInfo(_scratch.File("payload")).Length, json.GetProperty("entry").GetProperty("trailerBytes").GetInt32()));
        Assert.Equal(5_711, json.GetProperty("residency").GetProperty("pages").GetInt32());
        Assert.False((await KvCli.RunAsync("load", "--json", path)).Json().TryGetProperty("output", out _));
    }

    private string Unpack(string name, bool isCurrent) => isCurrent ? EngineFiles.UnpackCurrent(name, _scratch.Path) : EngineFiles.Unpack(name, _scratch.Path);
}
