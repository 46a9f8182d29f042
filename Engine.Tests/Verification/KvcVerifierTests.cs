namespace KvCache.Tests;

/// <summary>The findings of a verification, and their offsets.</summary>
public sealed class KvcVerifierTests : IDisposable
{
    private static readonly KvcVerifyOptions AnyPayload = new() { Checks = PayloadChecks.None };

    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string, string> RealFiles => Fixture.FilesOfBothSets();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_system_prompt_of_a_directory_is_verified()
    {
        var path = Fixture.CurrentDs4.Unpack("agent-flash-system", _scratch.Path);

        Assert.Empty(Assert.Single(KvcVerifier.VerifyDirectory(_scratch.Path)).Findings);

        using (var file = File.OpenWrite(path))
        {
            file.SetLength(file.Length - 1);
        }

        var verification = Assert.Single(KvcVerifier.VerifyDirectory(_scratch.Path));
        Assert.Equal(path, verification.Path);
        Assert.Equal(KvcFaultKind.Length, Assert.Single(verification.Findings).Fault.Kind);
    }

    [Fact]
    public void A_system_prompt_without_a_payload_is_unusable()
    {
        var path = Samples.WriteRaw(_scratch.Path, "a prompt", new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 20 }, []);
        Assert.True(KvcVerifier.Verify(path).IsSound);
        File.Move(path, _scratch.File(AgentDirectory.SystemPromptFileName));

        Assert.False(Assert.Single(KvcVerifier.VerifyDirectory(_scratch.Path)).IsSound);
    }

    [Theory]
    [MemberData(nameof(RealFiles))]
    public void A_file_that_ds4_wrote_is_sound(string set, string name)
    {
        var (fixture, fact) = (Fixture.Named(set), Fixture.Named(set).Of(name));

        var verification = KvcVerifier.Verify(fixture.Unpack(name, _scratch.Path));

        Assert.True(verification.IsSound, string.Join("\n", verification.Findings));
        Assert.False(verification.IsNewer);
        if (fact.IsNull("payload"))
        {
            var finding = Assert.Single(verification.Findings);
            Assert.Equal((KvcSeverity.Note, KvcFaultKind.Payload), (finding.Severity, finding.Fault.Kind));
            Assert.Null(verification.Payload);
            return;
        }

        var fields = fact.GetProperty("payload").GetProperty("u32_fields");
        // ds4 loads a payload only in a session with the same prefill chunk (field 3) and raw window (field 5).
        var isHardToLoad = fixture == Fixture.OldDs4 ? fields[3].GetUInt32() != 2048 : fixture.ModelOf(fact, "model_id") != KvcModels.Glm && fields[5].GetUInt32() != 128;
        var isStrange = fixture.TextOf(name).Contains((byte)0)
            || fact.UInt("tokens") >= fact.UInt("ctx_size")
            || isHardToLoad;
        Assert.True(isStrange == verification.Findings.Count > 0, string.Join("\n", verification.Findings));
        Assert.Equal(fact.UInt("tokens"), verification.Payload?.Header.Tokens);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_missing_argument_is_reported_at_the_call_and_not_at_the_first_file(string? directory)
    {
        Assert.ThrowsAny<ArgumentException>(() => { _ = KvcVerifier.VerifyDirectory(directory!); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = DirectoryScan.Read(directory!); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = DirectoryScan.Entries(directory!); });
        Assert.ThrowsAny<ArgumentException>(() => { _ = DirectoryScan.Files(directory!); });
    }

    [Fact]
    public void A_stored_checkpoint_is_clean_to_its_last_byte()
    {
        var entry = Samples.Store(CacheDirectory.Open(_scratch.Path), "text").Entry!;

        Assert.Empty(KvcVerifier.Verify(entry.Path, new KvcVerifyOptions { ReadsPayload = true, Session = Samples.Session }).Findings);
        Assert.Empty(KvcVerifier.VerifyDirectory(_scratch.Path).SelectMany(file => file.Findings));
    }

    [Fact]
    public void Verifying_every_byte_leaves_at_most_16_pages()
    {
        var entry = Samples.Store(CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { BudgetBytes = 0 /* no limit */ }), "text").Entry!;

        KvcVerifier.Verify(entry.Path, new KvcVerifyOptions { ReadsPayload = true });

        Assert.InRange(IoPolicy.PageCache.GetResidency(entry.Path).CachedPages!.Value, 0, 16);
    }

    /// <summary>The file has a header of 52 bytes, a text of 4, and a payload of 31,042,956, whose row counts begin at its byte 519,220.</summary>
    [Theory]
    [InlineData(0, 0x6B, KvcSeverity.Error, KvcFaultKind.Header, 0, "expected the magic 4b 56 43 (\"KVC\"), found 6b 56 43", Label = "magic number")]
    [InlineData(3, 0, KvcSeverity.Error, KvcFaultKind.Header, 3, "expected version 1, found 0", Label = "version 0")]
    [InlineData(3, 9, KvcSeverity.Note, KvcFaultKind.Newer, 3, "expected version 1, found 9, of a newer program", Label = "newer version")]
    [InlineData(20, 3, KvcSeverity.Note, KvcFaultKind.Newer, 20, "expected payload ABI 0 or 2, found 3, of a newer program", Label = "newer payload ABI")]
    [InlineData(4, 3, KvcSeverity.Error, KvcFaultKind.Header, 4, "expected 2 or 4 quantization bits, found 3", Label = "quantization")]
    [InlineData(5, 200, KvcSeverity.Note, KvcFaultKind.Header, 5, "expected a reason from 0 to 6, found 200", Label = "reason")]
    [InlineData(6, 0xF0, KvcSeverity.Note, KvcFaultKind.Header, 6, "expected extension flags of 0f, found f0", Label = "unknown extensions")]
    [InlineData(7, 1, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 32, "expected 61 layers, found 43", Label = "another model")]
    [InlineData(7, 3, KvcSeverity.Note, KvcFaultKind.Newer, 7, "expected a model from 0 to 2, found 3, of a newer program", Label = "unknown model")]
    [InlineData(20, 0, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 4, "expected payload version 1, found 2", Label = "payload ABI 0")]
    [InlineData(56 + 4, 3, KvcSeverity.Note, KvcFaultKind.Newer, 56 + 4, "expected payload version 2, found 3, of a newer program", Label = "newer payload")]
    [InlineData(21, 1, KvcSeverity.Note, KvcFaultKind.Header, 21, "expected three reserved bytes of 0, found 000001", Label = "reserved byte")]
    [InlineData(8, 1, KvcSeverity.Error, KvcFaultKind.TokenCount, 56 + 28, "expected the header's 513 tokens, found 512", Label = "token count")]
    [InlineData(16, 1, KvcSeverity.Warning, KvcFaultKind.Payload, 56 + 8, "expected the header's context of 4097 tokens, found 4096", Label = "context size")]
    [InlineData(24, 255, KvcSeverity.Note, KvcFaultKind.Header, 32, "expected a last use not before 255, when it was stored, found 100", Label = "creation after the last use")]
    [InlineData(47, 1, KvcSeverity.Error, KvcFaultKind.Length, 31_042_956 + 56, "expected 72057594068970948 bytes (a header of 52, 4 of text, 72057594068970892 of payload), found the file's end at 31043012", Label = "payload length")]
    [InlineData(52, (int)'T', KvcSeverity.Error, KvcFaultKind.Text, 52, "expected a text with SHA-1 372ea08cab33e71c02c651dbc83a474d32c676ea, found a text with SHA-1 c3328c39b0e29f78e9ff45db674248b1d245887d", Label = "text")]
    [InlineData(56, 0, KvcSeverity.Error, KvcFaultKind.Payload, 56, "expected the magic 34565344 (\"DSV4\"), found 34565300", Label = "magic number of the payload")]
    [InlineData(56 + 52 + 3, 0xFF, KvcSeverity.Warning, KvcFaultKind.Payload, 56 + 52, "expected a token id below 129280, found ", Label = "first token")]
    [InlineData(56 + 519_220 + 8, 129, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 31_042_956, "expected 31045004 bytes for these row counts, found the payload's end at 31042956", Label = "row count of a layer")]
    public void A_changed_byte_is_reported_at_the_field_that_contradicts_it(int changedAt, byte value, KvcSeverity severity, KvcFaultKind kind, long reportedAt, string sentence)
    {
        var entry = Samples.Store(CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Clock = new FixedClock(100) }), "text").Entry!;
        using (var file = File.OpenWrite(entry.Path))
        {
            file.Position = changedAt;
            file.WriteByte(value);
        }

        var verification = KvcVerifier.Verify(entry.Path);

        Assert.Equal(severity != KvcSeverity.Error, verification.IsSound);
        Assert.Contains(verification.Findings, finding => finding.Severity == severity && finding.Fault.Kind == kind && finding.ToString().StartsWith($"{severity.ToString().ToLowerInvariant()} at byte {reportedAt}: {sentence}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flag_without_a_map_and_a_map_without_a_flag_are_found()
    {
        var flag = Small("flag", KvcExtensions.ToolMap, []);
        var map = Small("map", KvcExtensions.None, [.. "KTM"u8, 1, 0, 0, 0, 0]);

        // The map follows the header, the text and the payload.
        Assert.Equal("warning at byte 59: expected a tool map's head, found the end of the file after 0 bytes (0 ids before it can be used)", Only(flag));
        Assert.Equal("note at byte 58: expected the file's end behind the payload, since there is no flag for a tool map, found 8 more bytes", Only(map));
    }

    /// <summary>The map follows a header of 52 bytes, a text of 1 and a payload of 3.</summary>
    [Theory]
    [InlineData("4b544d0101000000", 8, "the lengths of an id and its block, found the end of the file after 0 bytes", Label = "no entry")]
    [InlineData("4b544d02010000000000000000000000", 3, "tool map version 1, found 2", Label = "version 2")]
    [InlineData("4b544d01ffffff00", 4, "at most 400000 ids, found 16777215", Label = "too many ids")]
    [InlineData("4b544d01010000000000000001000000", 8, "an id of 1 to 256 bytes, found 0", Label = "an empty id")]
    [InlineData("4b544d01010000000100000000000000", 12, "a block of 1 to 536870912 bytes, found 0", Label = "an empty block")]
    [InlineData("4b544d010100000001000000ff00000061", 16, "an id of 1 and a block of 255 bytes, found the end of the file after 1", Label = "a cut block")]
    public void A_damaged_tool_map_is_found_at_the_offset_of_the_damage(string hex, long at, string sentence)
    {
        var path = Small("x", KvcExtensions.ToolMap, Convert.FromHexString(hex));

        Assert.Equal($"warning at byte {52 + 1 + 3 + at}: expected {sentence} (0 ids before it can be used)", Only(path));
    }

    [Fact]
    public void Bytes_after_a_tool_map_are_found()
    {
        var path = Small("x", KvcExtensions.ToolMap, [.. "KTM"u8, 1, 0, 0, 0, 0, .. "junk"u8]);

        Assert.Equal("note at byte 64: expected the file's end behind the tool map, found 4 more bytes", Only(path));
    }

    [Fact]
    public void Two_names_of_one_hash_and_a_temporary_file_are_found()
    {
        var path = Small("x", KvcExtensions.None, []);
        var other = _scratch.File(Path.GetFileNameWithoutExtension(path).ToUpperInvariant() + KvcKey.Suffix);
        File.Copy(path, other);
        Fixture.Sparse(path + ".tmp.1", [], 10);

        // The order of the two names is that of the directory.
        var findings = KvcVerifier.VerifyDirectory(_scratch.Path, AnyPayload).SelectMany(file => file.Findings.Select(finding => (file.Path, Text: finding.ToString()))).ToArray();

        Assert.Equal(
            [
                $"warning at byte 0: expected one name for a hash, found another spelling of it, {Path.GetFileName(findings[0].Path == path ? other : path)}",
                "note at byte 0: expected no temporary file, found one that is being written, or was left when its writer died",
            ],
            findings.Select(static finding => finding.Text));
    }

    [Fact]
    public void A_link_and_a_missing_file_are_errors_and_the_link_names_its_target()
    {
        var link = _scratch.File(KvcKey.OfText([]).FileName);
        File.CreateSymbolicLink(link, "/etc/hostname");

        var finding = Assert.Single(KvcVerifier.Verify(link).Findings);
        Assert.Equal("error at byte 0: expected a regular file, found a link to /etc/hostname", finding.ToString());
        Assert.False(KvcVerifier.Verify(_scratch.File("nothing")).IsSound);
    }

    /// <summary>The name of the file, and the finding about it. The text has two NULs, and the last use is before the creation.</summary>
    [Theory]
    [InlineData("", "", Label = "the name of the text")]
    [InlineData("name.kv", "warning at byte 0: expected a name of 40 hexadecimal digits and .kv, found name.kv", Label = "another name")]
    public void Each_finding_is_a_sentence(string name, string first)
    {
        var path = Samples.WriteRaw(_scratch.Path, "a\0b\0", new KvcHeader { QuantBits = 2, PayloadAbi = 0, ModelId = 1, Tokens = 3, CreatedAt = 9, LastUsed = 8 }, [1]);
        if (name.Length > 0)
        {
            File.Move(path, _scratch.File(name));
            path = _scratch.File(name);
        }

        string[] expected =
        [
            "note at byte 7: expected model id 0 with payload ABI 0, found 1",
            "note at byte 32: expected a last use not before 9, when it was stored, found 8",
            .. name.Length > 0 ? (string[])[first] : [],
            "warning at byte 53: expected a text without a NUL, which ends a prompt, so that the file can be found, found a NUL",
        ];
        Assert.Equal(expected, KvcVerifier.Verify(path, AnyPayload).Findings.Select(finding => finding.ToString()));
        Assert.Equal(
            "error at byte 20: expected the session's payload ABI 2, found 0",
            KvcVerifier.Verify(path, AnyPayload with { Session = Samples.Session }).Findings[^1].ToString());
    }

    /// <summary>A session of an agent is named by its title and its time. A file that is named by its text is found, but no agent loads it.</summary>
    [Theory]
    [InlineData("title", "", Label = "the name of the title")]
    [InlineData("text", "warning at byte 52: expected the name {0}, which the title gives, so that an agent can load it, found the name that the text gives", Label = "the name of the text")]
    [InlineData("other", "error at byte 52: expected the title or the text that gives the name {2}, found a text with SHA-1 {1}, and no such title", Label = "another name")]
    public void A_session_is_named_by_its_title(string named, string finding)
    {
        var keys = (Title: SessionTitle.KeyOf("T"u8, 5), Text: KvcKey.OfText("text"u8), Other: KvcKey.OfText("other"u8));
        var path = Small("text", KvcExtensions.SessionTitle, SessionTitle.Format("T"u8), createdAt: 5);
        var moved = _scratch.File((named == "title" ? keys.Title : named == "text" ? keys.Text : keys.Other).FileName);
        File.Move(path, moved);

        var findings = KvcVerifier.Verify(moved, AnyPayload).Findings.Select(each => each.ToString());

        Assert.Equal(finding.Length == 0 ? [] : [string.Format(System.Globalization.CultureInfo.InvariantCulture, finding, keys.Title, keys.Text, keys.Other)], findings);
        File.AppendAllText(moved, "more");
        Assert.Equal("note at byte 64: expected the file's end behind the title, found 4 more bytes", KvcVerifier.Verify(moved, AnyPayload).Findings[^1].ToString());
    }

    private static string Only(string path) => Assert.Single(KvcVerifier.Verify(path, AnyPayload).Findings).ToString();

    /// <summary>Writes a file with three bytes of payload and a trailer after them.</summary>
    private string Small(string text, KvcExtensions extensions, byte[] trailer, ulong createdAt = 0)
    {
        var path = Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, Extensions = extensions, CreatedAt = createdAt, LastUsed = createdAt }, [1, 2, 3]);
        using var file = new FileStream(path, FileMode.Append);
        file.Write(trailer);
        return path;
    }
}
