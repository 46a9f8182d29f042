using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KvCache.Tests;

/// <summary>Reads the files that ds4 wrote, which <c>manifest.json</c> describes, and writes them again byte for byte.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string, string> Names => Fixture.FilesOfBothSets();

    [Theory]
    [MemberData(nameof(Names))]
    public void The_header_is_parsed_and_formatted_byte_for_byte(string set, string name)
    {
        var (fixture, file) = (Fixture.Named(set), Fixture.Named(set).Of(name));
        var header = Fixture.HeaderOf(fixture.Head(name));

        Assert.Equal(file.UInt("quant_bits"), header.QuantBits);
        Assert.Equal(file.UInt("reason"), (uint)header.Reason);
        Assert.Equal(file.UInt("ext_flags"), (uint)header.Extensions);
        Assert.Equal(file.UInt("tokens"), header.Tokens);
        Assert.Equal(file.UInt("hits"), header.Hits);
        Assert.Equal(file.UInt("ctx_size"), header.ContextSize);
        Assert.Equal(file.ULong("created_at"), header.CreatedAt);
        Assert.Equal(file.ULong("last_used"), header.LastUsed);
        Assert.Equal(file.ULong("payload_bytes"), header.PayloadBytes);
        Assert.Equal(file.UInt("text_bytes"), header.TextBytes);
        Assert.Equal(fixture.ModelOf(file, "model_id"), header.ModelId);
        Assert.Equal(fixture.PayloadAbi, header.PayloadAbi);
        var bytes = new byte[KvcHeader.Size];
        header.Format(bytes);
        Assert.Equal(file.Text("header52_hex"), Convert.ToHexStringLower(bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_file_is_named_by_its_text_or_its_title(string set, string name)
    {
        var (fixture, file) = (Fixture.Named(set), Fixture.Named(set).Of(name));
        var textKey = KvcKey.OfText(fixture.TextOf(name));
        var key = KeyOf(fixture, name);

        if (file.Text("file_name") != AgentDirectory.SystemPromptFileName)
        {
            Assert.Equal(file.Text("sha"), key.ToString());
            Assert.Equal(file.Text("file_name"), key.FileName);
        }

        if (fixture == Fixture.CurrentDs4)
        {
            Assert.Equal(file.Text("text_sha1"), textKey.ToString());
        }

        if (file.TextOrNull("text_utf8") is { } text)
        {
            Assert.Equal(text, Encoding.UTF8.GetString(fixture.TextOf(name)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_size_of_the_payload_follows_from_its_tokens(string set, string name)
    {
        var (fixture, file) = (Fixture.Named(set), Fixture.Named(set).Of(name));
        if (file.IsNull("payload"))
        {
            Assert.Equal(0, file.Long("payload_bytes"));
            return;
        }

        var fields = file.GetProperty("payload").Items("u32_fields").Select(field => field.GetUInt32()).ToArray();
        var layout = DsvLayout.Of(fixture.PayloadAbi, fixture.ModelOf(file, "model_id"))!;

        // Field 2 is the context size, and field 7 the number of saved tokens.
        Assert.Equal(file.Long("payload_bytes"), layout.PayloadBytes(file.UInt("tokens"), fields[2]));
        Assert.Equal(FieldsOf(DsvHeader.Of(fields[7], new DsvSession(fields[2], layout))), fields);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_whole_file_is_loaded_and_written_again_byte_for_byte(string set, string name)
    {
        using var scratch = new ScratchDirectory();
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Of(name));
        var path = fixture.Unpack(name, scratch.Path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var payloadHash = new HashingStream();
        var tools = new ToolMemory();

        var loaded = KvcReader.Load(file, new KvcLoad
        {
            Path = path,
            Key = KeyOf(fixture, name),
            AllowsStripped = true,
            Prompt = fixture.TextOf(name),
            Destination = payloadHash,
            Tools = tools,
        });

        if (fact.IsNull("payload"))
        {
            Assert.True(loaded.Header.IsStripped);
        }
        else
        {
            CheckPayload(fact.GetProperty("payload"), loaded.Payload!, file, loaded.Header.PayloadOffset);
            Assert.Equal(fact.GetProperty("payload").Text("sha256"), payloadHash.ToString());
        }

        CheckTools(fact.GetProperty("tool_map"), tools);

        // A file lists the newest id first, and a ToolMemory takes the last added id as the newest. So the load has reversed the order of the
        // file, and this second memory reverses it back.
        var remembered = new ToolMemory();
        remembered.PutAll(tools.NewestFirst);
        var copyPath = scratch.File("copy");
        using var copy = new FileStream(copyPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        var length = KvcWriter.Save(copy, new KvcContent
        {
            Header = loaded.Header,
            Text = fixture.TextOf(name),
            Payload = new StreamSegment(file, loaded.Header.PayloadOffset, (long)loaded.Header.PayloadBytes),
            Trailer = TitleOf(fixture, name) is { } title ? SessionTitle.Format(title) : ToolMap.Format(fixture.TextOf(name), remembered),
        });

        Assert.Equal(fact.Long("file_size"), length);
        copy.Position = 0;
        Assert.Equal(fact.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(copy)));
    }

    /// <summary>ds4's loader accepted or refused each payload for one session. The payload is read here with that session's context size.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_payload_fits_the_same_session_as_in_ds4(string set, string name)
    {
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Of(name));
        if (fact.IsNull("engine_payload_load"))
        {
            Assert.Equal(0, fact.Long("payload_bytes"));
            return;
        }

        var load = fact.GetProperty("engine_payload_load");
        using var scratch = new ScratchDirectory();
        using var file = File.OpenRead(fixture.Unpack(name, scratch.Path));
        var header = Fixture.HeaderOf(fixture.Head(name));
        var fits = DsvPayload.TryRead(
            file, header.PayloadOffset, (long)header.PayloadBytes, DsvLayout.Of(fixture.PayloadAbi, header.ModelId)!, load.UInt("session_ctx"), out _, out var fault);
        Assert.Equal(load.Flag("ok"), fits);
        Assert.Equal(load.Flag("ok") ? null : DsvFaultKind.DoesNotFitContext, fault?.Kind);
    }

    private static KvcKey KeyOf(Fixture fixture, string name) => TitleOf(fixture, name) is { } title
        ? SessionTitle.KeyOf(title, fixture.Of(name).ULong("created_at"))
        : KvcKey.OfText(fixture.TextOf(name));

    private static byte[]? TitleOf(Fixture fixture, string name) =>
        fixture == Fixture.CurrentDs4 && fixture.Of(name).TextOrNull("title_utf8") is { } title ? Encoding.UTF8.GetBytes(title) : null;

    private static void CheckPayload(JsonElement fact, DsvPayload payload, FileStream file, long start)
    {
        Assert.Equal(fact.Items("u32_fields").Select(field => field.GetUInt32()), FieldsOf(payload.Header));
        Assert.Equal(fact.Long("logits_offset"), payload.LogitsOffset);
        Assert.Equal(fact.Long("counts_offset"), payload.CountsOffset);
        Assert.Equal(fact.Items("n_comp").Select(count => count.GetUInt32()), payload.Layers.Select(layer => layer.Rows));
        Assert.Equal(fact.Items("n_index_comp").Select(count => count.GetUInt32()), payload.Layers.Select(layer => layer.IndexRows));
        Assert.Equal(
            fact.Items("layer_offset_and_bytes").Select(layer => (layer[0].GetInt64(), layer[1].GetInt64())),
            payload.Layers.Select(layer => (layer.Offset, layer.Bytes)));
        var tokens = payload.ReadTokens(file, start);
        Assert.Equal(fact.Items("first_tokens").Select(token => token.GetUInt32()), tokens.Take(8));
        Assert.Equal(fact.Items("last_tokens").Select(token => token.GetUInt32()), tokens.TakeLast(8));
        Assert.Equal(fact.Text("tokens_sha256"), HashOf(file, start + DsvPayload.TokensOffset, payload.LogitsOffset - DsvPayload.TokensOffset));
        Assert.Equal(fact.Text("logits_sha256"), HashOf(file, start + payload.LogitsOffset, payload.CountsOffset - payload.LogitsOffset));
    }

    private static string HashOf(FileStream file, long offset, long length) =>
        Convert.ToHexStringLower(SHA256.HashData(new StreamSegment(file, offset, length)));

    private static void CheckTools(JsonElement fact, ToolMemory tools)
    {
        var expected = fact.ValueKind == JsonValueKind.Null
            ? []
            : fact.EnumerateArray().Select(entry => (entry.Text("id"), entry.Text("dsml_utf8"))).ToArray();
        Assert.Equal(expected, tools.NewestFirst.Reverse().Select(entry => (entry.IdText, entry.BlockText)));
    }

    private static uint[] FieldsOf(DsvHeader header)
    {
        var bytes = new byte[DsvHeader.Size];
        header.Format(bytes);
        return [.. Enumerable.Range(0, DsvHeader.Size / sizeof(uint)).Select(i => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * 4)))];
    }
}
