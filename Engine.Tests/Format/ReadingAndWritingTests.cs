namespace KvCache.Tests;

/// <summary>The sentences of refused loads, and of payloads that are not as long as the header promises.</summary>
public sealed class ReadingAndWritingTests : IDisposable
{
    private const string Text = "text";

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>A prompt, the payload ABI and the model of a session (negative: no session), and the sentence; null if the file is loaded.</summary>
    [Theory]
    [InlineData("text and more", 2, 1, null)]
    [InlineData("text", -1, 0, null)]
    [InlineData("tex", 2, 1, "at byte 48: expected a text no longer than the prompt's 3 bytes, found 4")]
    [InlineData("tent", 2, 1, "at byte 54: expected the prompt's beginning, found another text")]
    [InlineData("text", 2, 0, "at byte 7: expected the session's model flash, found pro")]
    [InlineData("text", 0, 1, "at byte 20: expected the session's payload ABI 0, found 2")]
    public void A_file_of_another_prompt_or_session_is_refused(string prompt, int abi, byte model, string? sentence)
    {
        var path = Write(new KvcHeader { QuantBits = 2, PayloadAbi = 2, ModelId = 1, Tokens = 3 });

        var load = new KvcLoad
        {
            Path = "/a",
            Prompt = Samples.Text(prompt),
            Session = abi < 0 ? null : new KvSession(2, 4096, model, (byte)abi),
            Checks = PayloadChecks.None,
        };

        Assert.Equal(sentence is null ? null : $"/a: {sentence}", Load(path, load));
    }

    [Theory]
    [InlineData(2, 9, "at byte 7: expected a model from 0 to 2, found 9, of a newer program")]
    [InlineData(2, 1, "at byte 59: expected 52 bytes of fields, found the payload's end after 3")]
    public void A_payload_is_checked_for_its_model(byte abi, byte model, string sentence) => Assert.Equal(
        $"/a: {sentence}",
        Load(Write(new KvcHeader { QuantBits = 2, PayloadAbi = abi, ModelId = model, Tokens = 3 }), new KvcLoad { Path = "/a" }));

    /// <summary>A text of several pieces, and the place of the first difference.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 7)]
    public void The_first_other_byte_of_a_text_is_named(int at)
    {
        var text = new string('a', (1 << 20) + 10);
        var path = Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 3 }, [1, 2, 3]);
        var prompt = Samples.Text(text);
        prompt[at] = (byte)'b';

        var sentence = Load(path, new KvcLoad { Path = "/a", Prompt = prompt, Checks = PayloadChecks.None });

        Assert.Equal($"/a: at byte {KvcHeader.Size + at}: expected the prompt's beginning, found another text", sentence);
    }

    [Fact]
    public void A_key_of_another_text_is_named_beside_that_of_the_file()
    {
        var path = Write(new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 3 });
        var (key, other) = (KvcKey.OfText("text"u8), KvcKey.OfText("other"u8));

        Assert.Null(Load(path, new KvcLoad { Path = "/a", Key = key, Checks = PayloadChecks.None }));
        Assert.Equal(
            $"/a: at byte 52: expected a text with SHA-1 {other}, found a text with SHA-1 {key}",
            Load(path, new KvcLoad { Path = "/a", Key = other, Checks = PayloadChecks.None }));
    }

    [Theory]
    [InlineData(2, "the payload ended 1 bytes before the 3 that its header promises.")]
    [InlineData(4, "the payload goes on behind the 3 bytes that its header promises.")]
    [InlineData(3, null)]
    public void A_payload_is_as_long_as_its_header_promises(int length, string? sentence)
    {
        var path = _scratch.File("new");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var content = new KvcContent
        {
            Header = new KvcHeader { QuantBits = 2, Tokens = 3, TextBytes = 4, PayloadBytes = 3 },
            Text = Samples.Text(Text),
            Payload = new MemoryStream(new byte[length]),
            Trailer = new byte[5],
        };

        var failure = Record.Exception(() => Assert.Equal(KvcHeader.Size + 4 + 3 + 5, KvcWriter.Save(file, content)));

        Assert.Equal(sentence is null ? null : $"{path}: {sentence}", failure?.Message);
        Assert.True(sentence is not null || file.Length == KvcHeader.Size + 4 + 3 + 5);
    }

    [Fact]
    public void The_header_has_the_length_of_the_text()
    {
        using var file = new FileStream(_scratch.File("new"), FileMode.CreateNew);
        var content = new KvcContent { Header = new KvcHeader { QuantBits = 2, Tokens = 3, TextBytes = 5 }, Text = Samples.Text(Text), Payload = Stream.Null };

        Assert.Equal("The header says 5 bytes of text; there are 4. (Parameter 'content')", Assert.Throws<ArgumentException>("content", () => KvcWriter.Save(file, content)).Message);
        Assert.Equal(0, file.Length);
    }

    /// <summary>Only the tool calls that the caller wants are read, and a load that asks for none reads no map.</summary>
    [Fact]
    public void The_wanted_tool_calls_are_loaded()
    {
        var path = Write(new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 3, Extensions = KvcExtensions.ToolMap });
        using (var file = new FileStream(path, FileMode.Append))
        {
            file.Write(ToolMap.Format([new ToolMapEntry("one"u8.ToArray(), "1"u8.ToArray()), new ToolMapEntry("two"u8.ToArray(), "2"u8.ToArray())]));
        }

        Assert.Equal((1, "two"), Tools(new ToolMemory(), id => id.Span.SequenceEqual("two"u8)));
        Assert.Equal((2, "two one"), Tools(new ToolMemory(), wanted: null));
        Assert.Equal((0, ""), Tools(tools: null, wanted: null));

        (int, string) Tools(ToolMemory? tools, Predicate<ReadOnlyMemory<byte>>? wanted)
        {
            using var file = KvcReader.Open(path);
            var loaded = KvcReader.Load(file, new KvcLoad { Path = path, Checks = PayloadChecks.None, Tools = tools, WantedTools = wanted });
            return (loaded.ToolIds, string.Join(' ', tools?.NewestFirst.Select(entry => entry.IdText) ?? []));
        }
    }

    private static string? Load(string path, KvcLoad load)
    {
        using var file = KvcReader.Open(path);
        return Record.Exception(() => KvcReader.Load(file, load))?.Message;
    }

    private string Write(KvcHeader header) => Samples.WriteRaw(_scratch.Path, Text, header, [1, 2, 3]);
}
