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
    [InlineData(0, 0x6B, KvcSeverity.Error, KvcFaultKind.Header, 0, Label = "magic number")]
    [InlineData(3, 0, KvcSeverity.Error, KvcFaultKind.Header, 3, Label = "version 0")]
    [InlineData(3, 9, KvcSeverity.Note, KvcFaultKind.Newer, 3, Label = "newer version")]
    [InlineData(20, 3, KvcSeverity.Note, KvcFaultKind.Newer, 20, Label = "newer payload ABI")]
    [InlineData(4, 3, KvcSeverity.Error, KvcFaultKind.Header, 4, Label = "quantization")]
    [InlineData(5, 200, KvcSeverity.Note, KvcFaultKind.Header, 5, Label = "reason")]
    [InlineData(6, 0xF0, KvcSeverity.Note, KvcFaultKind.Header, 6, Label = "unknown extensions")]
    [InlineData(7, 1, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 32, Label = "another model")]
    [InlineData(7, 3, KvcSeverity.Note, KvcFaultKind.Newer, 7, Label = "unknown model")]
    [InlineData(20, 0, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 4, Label = "payload ABI 0")]
    [InlineData(56 + 4, 3, KvcSeverity.Note, KvcFaultKind.Newer, 56 + 4, Label = "newer payload")]
    [InlineData(21, 1, KvcSeverity.Note, KvcFaultKind.Header, 21, Label = "reserved byte")]
    [InlineData(8, 1, KvcSeverity.Error, KvcFaultKind.TokenCount, 56 + 28, Label = "token count")]
    [InlineData(16, 1, KvcSeverity.Warning, KvcFaultKind.Payload, 56 + 8, Label = "context size")]
    [InlineData(24, 255, KvcSeverity.Note, KvcFaultKind.Header, 32, Label = "creation after the last use")]
    [InlineData(47, 1, KvcSeverity.Error, KvcFaultKind.Length, 31_042_956 + 56, Label = "payload length")]
    [InlineData(52, (int)'T', KvcSeverity.Error, KvcFaultKind.Text, 52, Label = "text")]
    [InlineData(56, 0, KvcSeverity.Error, KvcFaultKind.Payload, 56, Label = "magic number of the payload")]
    [InlineData(56 + 52 + 3, 0xFF, KvcSeverity.Warning, KvcFaultKind.Payload, 56 + 52, Label = "first token")]
    [InlineData(56 + 519_220 + 8, 129, KvcSeverity.Error, KvcFaultKind.Payload, 56 + 31_042_956, Label = "row count of a layer")]
    public void A_changed_byte_is_reported_at_the_field_that_contradicts_it(int changedAt, byte value, KvcSeverity severity, KvcFaultKind kind, long reportedAt)
    {
        var entry = Samples.Store(CacheDirectory.Open(_scratch.Path, new CacheDirectoryOptions { Clock = new FixedClock(100) }), "text").Entry!;
        using (var file = File.OpenWrite(entry.Path))
        {
            file.Position = changedAt;
            file.WriteByte(value);
        }

        var verification = KvcVerifier.Verify(entry.Path);

        Assert.Equal(severity != KvcSeverity.Error, verification.IsSound);
        Assert.Contains(verification.Findings, finding => finding.Severity == severity && finding.Fault.Kind == kind && finding.Fault.Offset == reportedAt);
    }

    [Fact]
    public void A_flag_without_a_map_and_a_map_without_a_flag_are_found()
    {
        var flag = Small("flag", KvcExtensions.ToolMap, []);
        var map = Small("map", KvcExtensions.None, [.. "KTM"u8, 1, 0, 0, 0, 0]);

        // The map follows the header, the text and the payload.
        Assert.Equal((KvcSeverity.Warning, 52 + 4 + 3), Only(flag));
        Assert.Equal((KvcSeverity.Note, 52 + 3 + 3), Only(map));
    }

    /// <summary>The map follows a header of 52 bytes, a text of 1 and a payload of 3.</summary>
    [Theory]
    [InlineData("4b544d0101000000", 8, Label = "no entry")]
    [InlineData("4b544d02010000000000000000000000", 3, Label = "version 2")]
    [InlineData("4b544d01ffffff00", 4, Label = "too many ids")]
    [InlineData("4b544d01010000000000000001000000", 8, Label = "an empty id")]
    [InlineData("4b544d01010000000100000000000000", 12, Label = "an empty block")]
    [InlineData("4b544d010100000001000000ff00000061", 16, Label = "a cut block")]
    public void A_damaged_tool_map_is_found_at_the_offset_of_the_damage(string hex, long at)
    {
        var path = Small("x", KvcExtensions.ToolMap, Convert.FromHexString(hex));

        Assert.Equal((KvcSeverity.Warning, 52 + 1 + 3 + at), Only(path));
    }

    [Fact]
    public void Bytes_after_a_tool_map_are_found()
    {
        var path = Small("x", KvcExtensions.ToolMap, [.. "KTM"u8, 1, 0, 0, 0, 0, .. "junk"u8]);

        Assert.Equal((KvcSeverity.Note, 52 + 1 + 3 + 8), Only(path));
    }

    [Fact]
    public void Two_names_of_one_hash_and_a_temporary_file_are_found()
    {
        var path = Small("x", KvcExtensions.None, []);
        File.Copy(path, _scratch.File(Path.GetFileNameWithoutExtension(path).ToUpperInvariant() + KvcKey.Suffix));
        Fixture.Sparse(path + ".tmp.1", [], 10);

        var findings = KvcVerifier.VerifyDirectory(_scratch.Path, AnyPayload).SelectMany(file => file.Findings).Select(finding => finding.Severity);

        Assert.Equal([KvcSeverity.Warning, KvcSeverity.Note], findings);
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

    private (KvcSeverity, long) Only(string path)
    {
        var finding = Assert.Single(KvcVerifier.Verify(path, AnyPayload).Findings);
        return (finding.Severity, finding.Fault.Offset);
    }

    /// <summary>Writes a file with three bytes of payload and a trailer after them.</summary>
    private string Small(string text, KvcExtensions extensions, byte[] trailer)
    {
        var path = Samples.WriteRaw(_scratch.Path, text, new KvcHeader { QuantBits = 2, PayloadAbi = 2, Tokens = 1000, Extensions = extensions }, [1, 2, 3]);
        using var file = new FileStream(path, FileMode.Append);
        file.Write(trailer);
        return path;
    }
}
