using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>The files of ds4's agent: titles, names, stripped sessions and the system prompt.</summary>
public sealed class AgentFilesTests : IDisposable
{
    private const string Title = "Fix the build of part 17";

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    private string From => _scratch.File("from");

    private string To => _scratch.File("to");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_list_shows_titles_only_on_request()
    {
        EngineFiles.UnpackCurrent("agent-flash-titled", _scratch.Path);
        EngineFiles.UnpackCurrent("agent-pro-titled-utf8", _scratch.Path);
        EngineFiles.UnpackCurrent("agent-flash-stripped", _scratch.Path);

        var table = (await KvCli.RunAsync("ls", "--titles", _scratch.Path)).Succeeded();
        var titles = (await KvCli.RunAsync("ls", "--titles", "--json", _scratch.Path)).Json().GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("title").GetString()!).ToArray();

        Assert.Equal(((string[])[Title, "Drop the build 17", "Réparer — 建てる 17"]).Order(StringComparer.Ordinal), titles.Order(StringComparer.Ordinal));
        Assert.All(titles, title => Assert.Contains(title, table, StringComparison.Ordinal));
        Assert.DoesNotContain(Title, (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.All(
            (await KvCli.RunAsync("ls", "--json", _scratch.Path)).Json().GetProperty("entries").EnumerateArray(),
            entry => Assert.False(entry.TryGetProperty("title", out _)));
    }

    [Fact]
    public async Task A_session_without_a_title_is_listed_with_the_first_prompt()
    {
        EngineFiles.UnpackCurrent("agent-flash-legacy", _scratch.Path);

        var entry = Assert.Single((await KvCli.RunAsync("ls", "--titles", "--json", _scratch.Path)).Json().GetProperty("entries").EnumerateArray());

        Assert.False(entry.GetProperty("hasTitle").GetBoolean());
        Assert.NotEqual("", entry.GetProperty("title").GetString());
        Assert.NotEqual("(unreadable session)", entry.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("agent-flash-titled", 0, "flash (payload ABI 2)", Title)]
    [InlineData("agent-pro-titled-utf8", 1, "pro (payload ABI 2)", "Réparer — 建てる 17")]
    [InlineData("glm-q4-cold", 2, "glm-5.2 (payload ABI 2)", null)]
    public async Task Show_has_the_title_the_model_and_the_ABI(string name, int model, string modelText, string? title)
    {
        var path = EngineFiles.UnpackCurrent(name, _scratch.Path);

        var lines = (await KvCli.RunAsync("show", path)).Succeeded().Split('\n');
        var entry = (await KvCli.RunAsync("show", "--json", path)).Json().GetProperty("entry");

        Assert.Contains($"{"model",-14}{modelText}", lines);
        Assert.Equal((model, 2), (entry.GetProperty("modelId").GetInt32(), entry.GetProperty("payloadAbi").GetInt32()));
        Assert.Equal(title is not null, lines.Contains($"{"title",-14}{title}"));
        Assert.Equal(title, entry.TryGetProperty("title", out var found) ? found.GetString() : null);
    }

    /// <summary>The payload may lie between the header and the title, so an offset from the title's start says nothing.</summary>
    [Theory]
    [InlineData("agent-flash-titled", 1, 4, "expected a title of 24 bytes, found the end of the file after 23", Label = "the last byte is missing")]
    [InlineData("agent-flash-titled", 26, 0, "expected 4 bytes of a title's length, found the end of the file after 2", Label = "the title and two bytes of its length are missing")]
    [InlineData("agent-flash-stripped", 17, 4, "expected a title of 17 bytes, found the end of the file after 0", Label = "the whole title is missing")]
    public async Task A_title_that_is_cut_is_reported_at_its_place_in_the_file(string name, int cut, int offset, string fault)
    {
        var path = EngineFiles.UnpackCurrent(name, _scratch.Path);
        var entry = (await KvCli.RunAsync("show", "--json", path)).Json().GetProperty("entry");
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - cut);
        }

        var place = entry.GetProperty("fileBytes").GetInt64() - entry.GetProperty("trailerBytes").GetInt64() + offset;
        var shown = await KvCli.RunAsync("show", path);
        var json = (await KvCli.RunAsync("show", "--json", path)).Output;
        var verified = await KvCli.RunAsync("verify", path);

        Assert.Equal((1, $"kv: {path}: at byte {place}: {fault}\n"), (shown.ExitCode, shown.Error));
        Assert.Equal(place, JsonDocument.Parse(json).RootElement.GetProperty("titleFault").GetProperty("offset").GetInt64());
        Assert.Contains($"error at byte {place}: {fault}\n", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_names_the_old_generation_of_ds4()
    {
        var path = EngineFiles.Unpack("tools-one", _scratch.Path);

        Assert.Contains($"{"model",-14}flash, of ds4 before May 2026 (payload ABI 0)\n", (await KvCli.RunAsync("show", path)).Succeeded(), StringComparison.Ordinal);
        Assert.Equal(0, (await KvCli.RunAsync("show", "--json", path)).Json().GetProperty("entry").GetProperty("payloadAbi").GetInt32());
    }

    [Theory]
    [InlineData("agent-flash-stripped")]
    [InlineData("agent-pro-legacy-stripped")]
    public async Task A_stripped_session_is_not_damaged(string name)
    {
        var path = EngineFiles.UnpackCurrent(name, _scratch.Path);

        Assert.Contains("none: the session is stripped", (await KvCli.RunAsync("show", path)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 file verified, 0 unusable", (await KvCli.RunAsync("verify", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("a stripped session of ", (await KvCli.RunAsync("load", path)).Succeeded(), StringComparison.Ordinal);
        var entry = Assert.Single((await KvCli.RunAsync("ls", "--json", _scratch.Path)).Json().GetProperty("entries").EnumerateArray());
        Assert.True(entry.GetProperty("stripped").GetBoolean());
    }

    [Theory]
    [InlineData("agent-flash-titled", -1, "a changed title")]
    [InlineData("agent-flash-stripped", -1, "a changed title of a stripped session")]
    [InlineData("agent-flash-stripped", 24, "another time of creation")]
    [InlineData("agent-pro-legacy-stripped", 52, "a changed text")]
    public async Task A_session_whose_title_time_or_text_was_changed_is_unusable(string name, int offset, string label)
    {
        var path = EngineFiles.UnpackCurrent(name, _scratch.Path);
        Assert.Empty((await KvCli.RunAsync("verify", path)).Error);
        using (var file = File.Open(path, FileMode.Open))
        {
            file.Position = offset < 0 ? file.Length + offset : offset;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        var result = await KvCli.RunAsync("verify", path);

        Assert.True(result.ExitCode == 1, label);
        Assert.Matches($"^kv: {path}: error at byte 52: expected (the title or the text that gives the name|a text with SHA-1) [0-9a-f]{{40}}, found a text with SHA-1 [0-9a-f]{{40}}", result.Error);
    }

    [Theory]
    [InlineData("flash", 2, 0)]
    [InlineData("pro", 2, 1)]
    [InlineData("glm-5.2", 2, 2)]
    [InlineData("flash", 0, 0)]
    public async Task A_save_stores_the_model_and_the_ABI(string model, int abi, int modelId)
    {
        var entry = (await KvCli.RunAsync("save", _scratch.Path, "--text", "a text", "--tokens", "1", "--context", "4096", "--model", model, "--abi", $"{abi}", "--json")).Json().GetProperty("entry");

        Assert.Equal((modelId, abi), (entry.GetProperty("modelId").GetInt32(), entry.GetProperty("payloadAbi").GetInt32()));
        var bytes = File.ReadAllBytes(entry.GetProperty("path").GetString()!);
        Assert.Equal((modelId, abi), ((int)bytes[7], (int)bytes[20]));
        Assert.Contains(" 0 unusable\n", (await KvCli.RunAsync("verify", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_save_keeps_the_checkpoint_of_another_model()
    {
        string[] command = ["save", _scratch.Path, "--text", "a text", "--tokens", "1", "--context", "4096"];
        (await KvCli.RunAsync(command)).Succeeded();
        var path = Assert.Single(Directory.GetFiles(_scratch.Path));
        var before = File.ReadAllBytes(path);

        Assert.Contains("a checkpoint of another model with the same text", (await KvCli.RunAsync([.. command, "--model", "pro"])).Failed(exitCode: 1), StringComparison.Ordinal);

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public async Task The_old_generation_of_ds4_has_one_model()
    {
        var sentence = (await KvCli.RunAsync("save", To, "--text", "a text", "--model", "pro", "--abi", "0")).Failed(exitCode: 2);

        Assert.Contains("--abi 0 needs --model flash", sentence, StringComparison.Ordinal);
        Assert.False(Directory.Exists(To));
    }

    [Fact]
    public async Task An_agent_s_directory_is_exported_imported_and_verified()
    {
        Directory.CreateDirectory(From);
        string[] names = ["agent-flash-titled", "agent-flash-stripped", "agent-flash-legacy", "agent-pro-legacy-stripped", "agent-flash-system"];
        var files = names.Select(name => EngineFiles.UnpackCurrent(name, From)).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal("sysprompt.kv", Path.GetFileName(files[^1]));

        var exported = (await RunAsync("export", "from", "-o", "agent.tar", "--json")).Json();

        Assert.Equal(files.Select(Path.GetFileName), exported.GetProperty("exported").EnumerateArray().Select(entry => Path.GetFileName(entry.GetProperty("path").GetString())));
        Assert.Equal(files.Select(Path.GetFileName), NamesOf(_scratch.File("agent.tar")));
        Assert.Equal("5 checkpoints imported, 0 already stored, 0 rejected\n", (await RunAsync("import", "to", "-i", "agent.tar")).Succeeded());
        Assert.Equal(files.Select(Path.GetFileName), Directory.GetFiles(To).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, path => Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(To, Path.GetFileName(path))))));
        Assert.Contains("5 files verified, 0 unusable\n", (await RunAsync("verify", "to")).Succeeded(), StringComparison.Ordinal);
        Assert.Equal("0 checkpoints imported, 5 already stored, 0 rejected\n", (await RunAsync("import", "to", "-i", "agent.tar")).Succeeded());
    }

    [Fact]
    public async Task A_damaged_system_prompt_is_reported_and_omitted()
    {
        Directory.CreateDirectory(From);
        var path = EngineFiles.UnpackCurrent("agent-flash-system", From);
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 1);
        }

        var verified = await RunAsync("verify", "from");
        var exported = await RunAsync("export", "from", "-o", "agent.tar");

        Assert.Equal((1, 1), (verified.ExitCode, exported.ExitCode));
        Assert.StartsWith("kv: from/sysprompt.kv: error at byte ", verified.Error, StringComparison.Ordinal);
        Assert.StartsWith("kv: from/sysprompt.kv: error at byte ", exported.Error, StringComparison.Ordinal);
        Assert.Empty(NamesOf(_scratch.File("agent.tar")));
    }

    [Theory]
    [InlineData("sysprompt.kv", "not a checkpoint", "expected a header of 52 bytes", Label = "unusable content")]
    [InlineData("SYSPROMPT.KV", "not a checkpoint", "or sysprompt.kv, found another name", Label = "the name in upper case")]
    public async Task An_unusable_system_prompt_of_an_archive_is_rejected(string name, string content, string reason)
    {
        var path = _scratch.File("agent.tar");
        using (var archive = new TarWriter(File.Create(path)))
        {
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        }

        var result = await RunAsync("import", "to", "-i", path);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(To) ? Directory.GetFiles(To) : []);
    }

    private static List<string> NamesOf(string path)
    {
        using var reader = new TarReader(File.OpenRead(path));
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private Task<CommandResult> RunAsync(params string[] arguments) => KvCli.RunInAsync(_scratch.Path, arguments);
}
