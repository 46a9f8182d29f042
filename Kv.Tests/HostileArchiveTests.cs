using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv import</c> of archives that attack their reader.</summary>
public sealed class HostileArchiveTests(SampleCache sample) : IClassFixture<SampleCache>, IDisposable
{
    private const string NoArchive = "expected a tar archive, found other, damaged or incomplete data: ";

    private static readonly string Name = new string('a', 40) + ".kv";

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    private string Archive => _scratch.File("hostile.tar");

    public void Dispose() => _scratch.Dispose();

    /// <summary>Numbers in a header. .NET's reader throws various exceptions for them, or the number is at the edge of the range.</summary>
    public static TheoryData<string, byte[]?, byte[]?, byte[]?, bool> Numbers => new()
    {
        { "size: negative in base 256", TarBytes.Base256(12, 0xFF, 0xFF), null, null, true },
        { "size: 2^63 - 1, all of it missing", [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], null, null, true },
        { "size: more than 64 bits", TarBytes.Base256(12, 0x80, 0xFF), null, null, true },
        { "size: no octal digits", "not a number"u8.ToArray(), null, null, true },
        { "size: 8 GiB - 1, all of it missing", "77777777777\0"u8.ToArray(), null, null, true },
        { "owner: more than 32 bits", null, TarBytes.Base256(8, 0x80, 0xFF), null, true },
        { "owner: negative", null, TarBytes.Base256(8, 0xFF, 0xFF), null, false },
        { "owner: no octal digits", null, "99999999"u8.ToArray(), null, true },
        { "time: more than 64 bits", null, null, TarBytes.Base256(12, 0x80, 0xFF), true },
        { "time: far before 1970", null, null, TarBytes.Base256(12, 0xFF, 0xFE), true },
        { "time: 2^62", null, null, [0x80, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0], false },
        { "time: no octal digits", null, null, "not a time..."u8[..12].ToArray(), true },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_out_of_range_is_reported_in_one_sentence_or_ignored(string label, byte[]? size, byte[]? owner, byte[]? time, bool endsArchive)
    {
        Assert.NotEmpty(label);
        new TarBytes().Add(Name, "text"u8, size: size, owner: owner, modified: time, isGnu: true).Save(Archive);

        var result = await ImportAsync();

        Assert.Equal(1, result.ExitCode);
        var last = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith(endsArchive ? $"kv: {Archive}: {NoArchive}" : $"kv: {Archive}: {Name}: at byte 4: expected a header", last, StringComparison.Ordinal);
        AssertNothingStored();
    }

    /// <summary>Members that are not whole files. .NET supplies the last part of each sentence.</summary>
    public static TheoryData<string, char, bool, string> Types => new()
    {
        { "GNU sparse file", 'S', true, "expected a tar archive of whole files, found another form: " },
        { "GNU multi-volume", 'M', true, "expected a file, found a member of type 'M'" },
        { "hard link", '1', false, "expected a file, found a link" },
        { "symbolic link", '2', false, "expected a file, found a link" },
        { "character device", '3', false, "expected a file, found a pipe or a device" },
        { "block device", '4', false, "expected a file, found a pipe or a device" },
        { "pipe", '6', false, "expected a file, found a pipe or a device" },
        { "unknown type", 'Z', false, "expected a file, found a member of type 'Z'" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_member_that_is_not_a_file_is_reported(string label, char type, bool isGnu, string sentence)
    {
        Assert.NotEmpty(label);
        new TarBytes().Add(Name, type: type, link: "/etc/passwd", isGnu: isGnu).Save(Archive);

        var result = await ImportAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(sentence, result.Sentence(), StringComparison.Ordinal);
        AssertNothingStored();
    }

    [Theory]
    [InlineData("GNU.sparse.major", "1")]
    [InlineData("GNU.sparse.name", "name")]
    public async Task A_sparse_file_in_pax_form_is_reported(string attribute, string value)
    {
        new TarBytes().Add("header", TarBytes.Record(attribute, value), type: 'x').Add(Name, "text"u8).Save(Archive);

        Assert.Contains("found a sparse one: make the archive without --sparse", (await ImportAsync()).Sentence(), StringComparison.Ordinal);
    }

    /// <summary>Headers that .NET's reader reads into memory as a whole.</summary>
    public static TheoryData<string, char> LargeHeaders => new()
    {
        { "pax", 'x' },
        { "global pax", 'g' },
        { "long name", 'L' },
        { "long link", 'K' },
    };

    [Theory]
    [MemberData(nameof(LargeHeaders))]
    public async Task A_large_header_is_not_read(string label, char type)
    {
        Assert.NotEmpty(label);
        new TarBytes().Add("header", type: type, size: "10000000000\0"u8.ToArray(), isGnu: type is 'L' or 'K').Save(Archive);
        using (var file = File.OpenWrite(Archive))
        {
            file.SetLength(1L << 31);
        }

        Assert.Equal(
            $"kv: {Archive}: {NoArchive}a header of 1073741824 bytes is longer than the limit of 1048576",
            (await ImportAsync()).Failed(exitCode: 1));
    }

    /// <summary>Extended headers with an invalid size field or an invalid record.</summary>
    public static TheoryData<string, char, byte[]?, byte[]> Headers => new()
    {
        { "pax of 8 GiB", 'x', "77777777777\0"u8.ToArray(), [] },
        { "pax of 2^63 - 1", 'x', [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [] },
        { "pax size that is no number", 'x', null, TarBytes.Record("size", "many") },
        { "pax size that is negative", 'x', null, TarBytes.Record("size", "-1") },
        { "pax size of more than 64 bits", 'x', null, TarBytes.Record("size", "99999999999999999999999") },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task An_invalid_header_is_reported_in_one_sentence(string label, char type, byte[]? size, byte[] data)
    {
        Assert.NotEmpty(label);
        new TarBytes().Add("header", data, type, size).Add(Name, "text"u8).Save(Archive);

        Assert.Contains(NoArchive, (await ImportAsync()).Failed(exitCode: 1), StringComparison.Ordinal);
        AssertNothingStored();
    }

    [Theory]
    [InlineData("mtime", "99999999999999999999999")]
    [InlineData("mtime", "-99999999999999")]
    [InlineData("mtime", "NaN")]
    [InlineData("uid", "99999999999999999999999")]
    [InlineData("gid", "-5")]
    [InlineData("hdrcharset", "BINARY")]
    public async Task A_pax_attribute_out_of_range_is_reported_or_ignored(string attribute, string value)
    {
        var file = sample.CopyTo(_scratch.Path);
        new TarBytes().Add("header", TarBytes.Record(attribute, value), type: 'x').Add(Path.GetFileName(file), File.ReadAllBytes(file)).Save(Archive);

        var result = await ImportAsync();

        Assert.InRange(result.ExitCode, 0, 1);
        Assert.True(result.ExitCode == 0 ? result.Output == "1 checkpoint imported, 0 already stored, 0 rejected\n" : result.Sentence().Contains(NoArchive, StringComparison.Ordinal), result.Error);
    }

    /// <summary>{0} is the name of a checkpoint.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("./{0}")]
    [InlineData("cache/{0}")]
    [InlineData("/srv/cache/of/a/tree/{0}")]
    public async Task The_last_part_of_a_member_path_is_the_key(string path)
    {
        var file = sample.CopyTo(_scratch.Path);
        var name = Path.GetFileName(file);
        new TarBytes().Add("cache/", type: '5').Add(path.Replace("{0}", name, StringComparison.Ordinal), File.ReadAllBytes(file)).Save(Archive);

        Assert.Equal("1 checkpoint imported, 0 already stored, 0 rejected\n", (await ImportAsync()).Succeeded());
        Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(_scratch.File("to/" + name)));
    }

    /// <summary>{0} is the name of a checkpoint.</summary>
    [Theory]
    [InlineData("../{0}")]
    [InlineData("cache/../../{0}")]
    [InlineData("..")]
    [InlineData("cache/{0}/..")]
    public async Task A_path_outside_the_archive_is_rejected(string path)
    {
        var file = sample.CopyTo(_scratch.Path);
        new TarBytes().Add(path.Replace("{0}", Path.GetFileName(file), StringComparison.Ordinal), File.ReadAllBytes(file)).Save(Archive);

        Assert.Contains("expected a path inside the archive, found a path with '..'", (await ImportAsync()).Sentence(), StringComparison.Ordinal);
        AssertNothingStored();
    }

    [Fact]
    public async Task Metadata_and_the_second_member_of_one_name_are_not_imported()
    {
        var file = sample.CopyTo(_scratch.Path);
        var (name, bytes) = (Path.GetFileName(file), File.ReadAllBytes(file));
        new TarBytes().Add("a volume", type: 'V', isGnu: true).Add("comment", TarBytes.Record("comment", "of all"), type: 'g')
            .Add("one/" + name, bytes).Add("two/" + name, "another"u8).Save(Archive);

        Assert.Equal("1 checkpoint imported, 1 already stored, 0 rejected\n", (await ImportAsync()).Succeeded());
        Assert.Equal(bytes, File.ReadAllBytes(_scratch.File("to/" + name)));
    }

    /// <summary>The shell command makes a file of some kind with the name of a member. The import can replace any kind except a directory.</summary>
    [Theory]
    [InlineData("mkdir $f", false, Label = "an empty directory")]
    [InlineData("mkdir $f; touch $f/kept", false, Label = "a directory with a file")]
    [InlineData("ln -s /etc/passwd $f", true, Label = "a link")]
    [InlineData("ln -s nowhere $f", true, Label = "a link to nothing")]
    [InlineData("mkfifo $f", true, Label = "a pipe")]
    [InlineData(": > $f", true, Label = "an empty file")]
    public async Task A_taken_name_is_replaced_or_reported_and_the_next_member_is_imported(string make, bool isReplaced)
    {
        var file = sample.CopyTo(_scratch.Path);
        _ = Checkpoints.Save(_scratch.File("cache"), "another text");
        (await KvCli.RunInAsync(_scratch.Path, "export", "cache", "-o", Archive, "-q")).Succeeded();

        var result = await KvCli.BashAsync(
            _scratch.Path, $"umask 077; mkdir to; f=to/{Path.GetFileName(file)}; {make}; $kv import to -i hostile.tar; echo $?; ls -A to | wc -l; cat /etc/passwd | head -c 5");

        Assert.Equal(
            isReplaced ? "2 checkpoints imported, 0 already stored, 0 rejected\n0\n2\nroot:" : "1 checkpoint imported, 0 already stored, 1 rejected\n1\n2\nroot:",
            result.Output);
        Assert.Equal(!isReplaced, result.Error.Contains(": expected a free name or the name of a file, found a directory of this name", StringComparison.Ordinal));
    }

    /// <summary>A disk that fails is no fault of the member, and the next member would fail too.</summary>
    [Fact]
    public void A_member_that_cannot_be_written_ends_the_import()
    {
        var file = sample.CopyTo(_scratch.Path);
        new TarBytes().Add(Path.GetFileName(file), File.ReadAllBytes(file)).Save(Archive);

        var result = Shell.Run(Seccomp.Deny(KvCli.Describe(_scratch.Path, [], "import", "to", "-i", Archive), "EIO", "fsync", "fdatasync", "sync_file_range"));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^kv: [^\n]*Input/output error[^\n]*\n$", result.Error);
        Assert.Empty(Directory.GetFiles(_scratch.File("to")));
    }

    [Fact]
    public async Task A_cut_at_the_end_of_a_member_is_reported_and_the_member_remains()
    {
        var file = sample.CopyTo(_scratch.Path);
        new TarBytes().Add(Path.GetFileName(file), File.ReadAllBytes(file)).Save(Archive, withEnd: false);

        Assert.Contains(NoArchive, (await ImportAsync()).Failed(exitCode: 1), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_scratch.File("to")));
    }

    [Fact]
    public async Task Data_after_the_end_are_reported_unless_they_are_zeros()
    {
        var file = sample.CopyTo(_scratch.Path);
        new TarBytes().Add(Path.GetFileName(file), File.ReadAllBytes(file)).Save(Archive);
        var result = await KvCli.BashAsync(
            _scratch.Path, "{ cat hostile.tar; head -c 10240 /dev/zero; } | $kv import to && cat hostile.tar hostile.tar | $kv import other");

        Assert.Equal((1, "1 checkpoint imported, 0 already stored, 0 rejected\n"), (result.ExitCode, result.Output));
        Assert.Equal("kv: standard input: more data follows the end of the archive and was not imported: import one archive at a time", result.Sentence());
    }

    [Fact]
    public async Task Every_format_of_the_tar_program_is_read()
    {
        Assert.SkipWhen(Tools.Missing("tar", "tar") is not null, "tar is missing.");
        sample.CopyTo(_scratch.Path);

        var result = await KvCli.BashAsync(
            _scratch.Path, "for f in v7 oldgnu gnu ustar posix; do tar --format $f -cf $f.tar cache && $kv import to-$f -i $f.tar && cmp cache/*.kv to-$f/*.kv; done");

        Assert.Equal(string.Concat(Enumerable.Repeat("1 checkpoint imported, 0 already stored, 0 rejected\n", 5)), result.Succeeded());
    }

    [Fact]
    public async Task Control_characters_in_member_names_are_replaced()
    {
        new TarBytes().Add("a\u001b[31m\u202Eb\nc", "text"u8).Save(Archive);

        Assert.Equal(
            $"kv: {Archive}: a\uFFFD[31m\uFFFDb\uFFFDc: expected a name of 40 hexadecimal digits and .kv, or sysprompt.kv, found another name",
            (await ImportAsync()).Sentence());
    }

    private Task<CommandResult> ImportAsync() => KvCli.RunAsync("import", _scratch.File("to"), "--input", Archive);

    private void AssertNothingStored() => Assert.Empty(Directory.Exists(_scratch.File("to")) ? Directory.GetFileSystemEntries(_scratch.File("to")) : []);
}
