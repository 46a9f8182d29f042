using System.Text;

namespace KvCache.Tests;

/// <summary>The header's faults in words, its bounds, and the files that another generation of the format made.</summary>
public sealed class KvcHeaderTests
{
    private static readonly KvcHeader Header = new() { QuantBits = 2, Tokens = 7, TextBytes = 100, PayloadBytes = 1000 };

    public static TheoryData<int, byte[], string> Faults => new()
    {
        { KvcHeader.Size - 1, [], "at byte 51: expected a header of 52 bytes, found the end of the file after 51" },
        { 0, [], "at byte 0: expected a header of 52 bytes, found the end of the file after 0" },
        { KvcHeader.Size, [0, (byte)'k'], "at byte 0: expected the magic 4b 56 43 (\"KVC\"), found 6b 56 43" },
        { KvcHeader.Size, [3, 0], "at byte 3: expected version 1, found 0" },
        { KvcHeader.Size, [4, 3], "at byte 4: expected 2 or 4 quantization bits, found 3" },
        { KvcHeader.Size, [8, 0], "at byte 8: expected a token count other than 0, found 0" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_names_the_offset_the_expected_and_the_found_value(int length, byte[] change, string sentence)
    {
        var bytes = Bytes(Header);
        if (change is [var index, var value])
        {
            bytes[index] = value;
        }

        Assert.False(KvcHeader.TryParse(bytes.AsSpan(0, length), out _, out var fault));
        Assert.Equal(sentence, fault.ToString());
        Assert.Equal(KvcFaultKind.Header, fault.Kind);
    }

    [Fact]
    public void A_header_is_written_as_it_was_read()
    {
        var bytes = Enumerable.Range(0, KvcHeader.Size).Select(index => (byte)(index * 37)).ToArray();
        "KVC\u0001\u0004\u0003"u8.CopyTo(bytes);
        bytes[20] = 2;
        Assert.True(KvcHeader.TryParse(bytes, out var header, out _));
        var again = new byte[KvcHeader.Size + 1];
        header.Format(again);
        Assert.Equal(bytes, again[..KvcHeader.Size]);
        Assert.Equal(0, again[KvcHeader.Size]);
        Assert.Throws<ArgumentException>("bytes", () => header.Format(new byte[KvcHeader.Size - 1]));
        Assert.Contains("52 bytes; there are 3", Assert.Throws<ArgumentException>(() => header.Format(new byte[3])).Message, StringComparison.Ordinal);
    }

    /// <summary>The end is a sum of numbers from a file that anybody may have written, so it may overflow.</summary>
    [Theory]
    [InlineData(100, 1000, 1152, 1152L, Label = "ends at the end of the file")]
    [InlineData(100, 1000, 1153, 1152L, Label = "one byte follows")]
    [InlineData(100, 1000, 1151, null, Label = "one byte is missing")]
    [InlineData(0, 0, 52, 52L, Label = "a header alone")]
    [InlineData(0, 0, 51, null, Label = "a cut header")]
    [InlineData(0, 0, 0, null, Label = "an empty file")]
    [InlineData(0, 0, -1, null, Label = "a negative length")]
    [InlineData(0, 0, long.MinValue, null, Label = "the smallest length")]
    [InlineData(0, (ulong)long.MaxValue - 52, long.MaxValue, long.MaxValue, Label = "the largest file")]
    [InlineData(0, (ulong)long.MaxValue - 51, long.MaxValue, null, Label = "one byte more than the largest file")]
    [InlineData(0, ulong.MaxValue - 52, long.MaxValue, null, Label = "the largest sum of 64 bits")]
    [InlineData(0, ulong.MaxValue - 51, long.MaxValue, null, Label = "the sum overflows by one")]
    [InlineData(0, ulong.MaxValue, long.MaxValue, null, Label = "the largest payload")]
    [InlineData(uint.MaxValue, ulong.MaxValue, long.MaxValue, null, Label = "the largest text and payload")]
    [InlineData(uint.MaxValue, 1, 52L + uint.MaxValue, null, Label = "the largest text, cut")]
    [InlineData(uint.MaxValue, 1, 53L + uint.MaxValue, 53L + uint.MaxValue, Label = "the largest text, complete")]
    public void The_content_ends_within_the_file(uint textBytes, ulong payloadBytes, long fileBytes, long? end)
    {
        var header = Header with { TextBytes = textBytes, PayloadBytes = payloadBytes };
        Assert.Equal(end is not null, header.TryGetContentEnd(fileBytes, out var contentEnd));
        Assert.Equal(end ?? 0, contentEnd);
    }

    /// <summary>Version 0 never existed. A crash can leave such a header, which a new file may replace.</summary>
    [Theory]
    [InlineData(3, 1, false, Label = "this version")]
    [InlineData(3, 2, true, Label = "the next version")]
    [InlineData(3, 255, true, Label = "the last version")]
    [InlineData(3, 0, false, Label = "version 0")]
    [InlineData(20, 0, false, Label = "payload ABI 0")]
    [InlineData(20, 1, true, Label = "payload ABI 1")]
    [InlineData(20, 2, false, Label = "this payload ABI")]
    [InlineData(20, 3, true, Label = "the next payload ABI")]
    [InlineData(6, 0, false, Label = "no extension")]
    [InlineData(6, 15, false, Label = "all known extensions")]
    [InlineData(6, 16, true, Label = "the first unknown extension")]
    [InlineData(6, 128, true, Label = "the last extension")]
    [InlineData(0, (byte)'k', false, Label = "another magic number")]
    [InlineData(2, 0, false, Label = "a damaged magic number")]
    public void The_version_the_abi_and_the_extensions_show_a_newer_program(int index, byte value, bool isNewer)
    {
        var bytes = Bytes(Header);
        bytes[index] = value;
        Assert.Equal(isNewer, KvcHeader.BeginsNewerFile(bytes));
        Assert.False(KvcHeader.BeginsNewerFile(bytes.AsSpan(0, KvcHeader.Size - 1)));
        Assert.Equal(isNewer, KvcHeader.BeginsNewerFile([.. bytes, 1]));
    }

    [Fact]
    public void Hits_and_last_use_do_not_make_another_checkpoint()
    {
        Assert.True(Header.IsSameAs(Header with { Hits = 9, LastUsed = 8 }));
        foreach (var other in (KvcHeader[])[Header with { Tokens = 8 }, Header with { CreatedAt = 1 }, Header with { TextBytes = 1 }, Header with { PayloadAbi = 2 }, Header with { ModelId = 1 }])
        {
            Assert.False(Header.IsSameAs(other));
        }
    }

    [Fact]
    public void Faults_of_several_readers_say_what_was_expected()
    {
        Assert.Equal("at byte 0: expected a file, found none of that name", KvcFaults.Missing.ToString());
        Assert.Equal("at byte 0: expected a regular file, found a directory", KvcFaults.OtherKind("a directory").ToString());
        Assert.Equal("at byte 0: expected a file that can be opened, found the error 'denied'", KvcFaults.CannotOpen("denied").ToString());
        Assert.Equal("at byte 9: expected bytes that can be read, found the error 'failed'", KvcFaults.CannotRead(9, "failed").ToString());
        Assert.Equal("at byte 9: expected as many bytes as the file had when it was opened, found the end of the file", KvcFaults.CutMeanwhile(9).ToString());
        Assert.Equal(
            "at byte 9: expected 1152 bytes (a header of 52, 100 of text, 1000 of payload), found the file's end at 9",
            KvcFaults.Length(Header, 9).ToString());
        Assert.Equal("at byte 180: expected the header's 7 tokens, found 8", KvcFaults.TokenCount(Header, 8).ToString());
        Assert.Equal(KvcFaultKind.Unreadable, KvcFaults.CannotOpen("").Kind);
        Assert.Equal(KvcFaultKind.Length, KvcFaults.Length(Header, 9).Kind);
        var exception = new KvcFormatException("name", KvcFaults.Missing);
        Assert.Equal(("name", KvcFaults.Missing, "name: at byte 0: expected a file, found none of that name", 0L), (exception.Path, exception.Fault, exception.Message, exception.DeliveredBytes));
    }

    [Fact]
    public void Faults_of_other_sessions_and_programs_name_both_sides()
    {
        var (text, other) = (KvcKey.OfText("text"u8), KvcKey.OfText("other"u8));
        Assert.Equal($"at byte 52: expected a text with SHA-1 {text}, found a text with SHA-1 {other}", KvcFaults.Name(Header, text, other).ToString());
        Assert.Equal(
            $"at byte 52: expected the title or the text that gives the name {text}, found a text with SHA-1 {other}, and no such title",
            KvcFaults.Name(Header with { Extensions = KvcExtensions.SessionTitle | KvcExtensions.ToolMap }, text, other).ToString());
        var newer = KvcFaults.UnknownExtensions(Header with { Extensions = (KvcExtensions)0x12 });
        Assert.Equal((KvcFaultKind.Newer, "at byte 6: expected extension flags of 0f, found 12, of a newer program"), (newer.Kind, newer.ToString()));
        var model = KvcFaults.UnknownModel(Header with { ModelId = 3 });
        Assert.Equal((KvcFaultKind.Newer, "at byte 7: expected a model from 0 to 2, found 3, of a newer program"), (model.Kind, model.ToString()));
        Assert.Equal("at byte 20: expected the session's payload ABI 2, found 0", KvcFaults.OtherSession(Header, payloadAbi: 2, modelId: 1).ToString());
        Assert.Equal("at byte 7: expected the session's model pro, found flash", KvcFaults.OtherSession(Header, payloadAbi: 0, modelId: 1).ToString());
    }

    [Theory]
    [InlineData(0, "flash")]
    [InlineData(1, "pro")]
    [InlineData(2, "glm-5.2")]
    [InlineData(3, "model 3")]
    [InlineData(255, "model 255")]
    public void A_model_has_its_name_or_its_number(byte id, string name)
    {
        Assert.Equal(name, KvcModels.NameOf(id));
        Assert.Equal(id < 3, KvcModels.All.Contains(name));
    }

    [Theory]
    [InlineData(0, 0UL, false)]
    [InlineData(0, 1UL, false)]
    [InlineData(2, 0UL, true)]
    [InlineData(2, 1UL, false)]
    public void A_current_file_without_a_payload_is_stripped(byte abi, ulong payloadBytes, bool isStripped) =>
        Assert.Equal(isStripped, (Header with { PayloadAbi = abi, PayloadBytes = payloadBytes }).IsStripped);

    [Theory]
    [InlineData(0x00, false, Label = "no extension")]
    [InlineData(0x0F, false, Label = "all known extensions")]
    [InlineData(0x10, true, Label = "the first unknown extension")]
    [InlineData(0x8F, true, Label = "the known extensions and the last one")]
    public void A_header_with_an_unknown_extension_is_newer(byte extensions, bool isNewer) =>
        Assert.Equal(isNewer, (Header with { Extensions = (KvcExtensions)extensions }).IsNewer);

    /// <summary>Faults of a newer program come before those of fields that it may use in another way.</summary>
    [Theory]
    [InlineData(3, 2, "at byte 3: expected version 1, found 2, of a newer program")]
    [InlineData(20, 1, "at byte 20: expected payload ABI 0 or 2, found 1, of a newer program")]
    public void A_header_of_a_newer_program_is_refused_as_newer(int index, byte value, string sentence)
    {
        var bytes = Bytes(Header);
        (bytes[index], bytes[4]) = (value, 9);
        Assert.False(KvcHeader.TryParse(bytes, out var header, out var fault));
        Assert.Equal((KvcFaultKind.Newer, sentence, default), (fault.Kind, fault.ToString(), header));
    }

    [Theory]
    [InlineData(KvcReason.Unknown, "unknown")]
    [InlineData(KvcReason.Cold, "cold")]
    [InlineData((KvcReason)2, "continued")]
    [InlineData((KvcReason)3, "evict")]
    [InlineData((KvcReason)4, "shutdown")]
    [InlineData((KvcReason)5, "agent-system")]
    [InlineData((KvcReason)6, "agent-session")]
    public void A_reason_has_ds4s_name(KvcReason reason, string name)
    {
        Assert.Equal(name, reason.Name());
        Assert.Equal(reason, KvcReasons.OfName(name));
    }

    [Fact]
    public void An_undefined_reason_is_unknown()
    {
        Assert.Equal("unknown", ((KvcReason)7).Name());
        Assert.Equal("unknown", ((KvcReason)255).Name());
        Assert.Equal(KvcReason.Unknown, KvcReasons.OfName("Cold"));
        Assert.Equal(KvcReason.Unknown, KvcReasons.OfName(null));
    }

    [Fact]
    public void The_kind_of_text_has_ds4s_name()
    {
        Assert.Equal("token-text", KvcExtensions.ToolMap.KeyKind());
        Assert.Equal("thinking-visible", (KvcExtensions.ThinkingVisible | KvcExtensions.ToolMap).KeyKind());
        Assert.Equal("responses-visible", (KvcExtensions.ResponsesVisible | KvcExtensions.ThinkingVisible).KeyKind());
    }

    [Fact]
    public void A_lower_case_name_is_kept_as_its_key_only()
    {
        var key = KvcKey.OfText(Encoding.UTF8.GetBytes("text"));
        Assert.True(CacheFileName.TryParse(key.FileName, out var own));
        Assert.Null(own.OtherSpelling);
        Assert.True(CacheFileName.TryParse(key.ToString().ToUpperInvariant() + ".kv", out var upper));
        Assert.Equal((key, key.ToString().ToUpperInvariant() + ".kv"), (upper.Key, upper.ToString()));
        Assert.False(CacheFileName.TryParse("ABC.kv", out var none));
        Assert.Equal(default, none);

        var bytes = new byte[KvcKey.FileNameLength + 1];
        own.Write(bytes);
        Assert.Equal(key.FileName + "\0", Encoding.ASCII.GetString(bytes));
        upper.Write(bytes);
        Assert.Equal(upper + "\0", Encoding.ASCII.GetString(bytes));
        Assert.Equal(Path.Combine("in", key.FileName), own.PathIn("in"));
    }

    [Fact]
    public void A_scanned_file_is_a_checkpoint_or_a_fault()
    {
        var key = KvcKey.OfText("text"u8);
        var entry = new KvcEntry(key, Path.Combine("in", key.FileName), Header, 1200);
        Assert.Equal(48, entry.TrailerBytes);
        var checkpoint = ScannedCheckpoint.From(entry);
        Assert.Equal(entry, checkpoint.EntryIn("in"));
        Assert.Null(checkpoint.Name.OtherSpelling);
        Assert.Equal((entry.Path, key.FileName), (checkpoint.PathIn("in"), checkpoint.FileName));
        var upper = ScannedCheckpoint.From(entry with { Path = Path.Combine("in", key.ToString().ToUpperInvariant() + ".kv") });
        Assert.Equal(key.ToString().ToUpperInvariant() + ".kv", upper.FileName);
        Assert.Throws<ArgumentNullException>("entry", () => ScannedCheckpoint.From(null!));

        var sound = new ScannedFile(checkpoint);
        Assert.True(sound.TryGetCheckpoint(out var found, out _));
        Assert.Equal((checkpoint, key, key.FileName), (found, sound.Key, sound.FileName));
        var faulty = new ScannedFile(new FaultyFile(upper.Name, KvcFaults.Missing, fileBytes: 0));
        Assert.False(faulty.TryGetCheckpoint(out _, out var fault));
        Assert.Equal((KvcFaults.Missing, key, upper.FileName), (fault.Fault, faulty.Key, faulty.FileName));
        Assert.Equal((key, upper.FileName, Path.Combine("in", upper.FileName)), (fault.Key, fault.FileName, fault.PathIn("in")));
    }

    private static byte[] Bytes(in KvcHeader header)
    {
        var bytes = new byte[KvcHeader.Size];
        header.Format(bytes);
        return bytes;
    }
}
