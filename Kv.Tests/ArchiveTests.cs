using System.Diagnostics;
using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv export</c> and <c>kv import</c>.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);
    private readonly string _from;
    private readonly string _to;
    private readonly string _archive;

    public ArchiveTests()
    {
        _from = Directory.CreateDirectory(_scratch.File("from")).FullName;
        _to = _scratch.File("to");
        _archive = _scratch.File("cache.tar");
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_archive_copies_a_directory_exactly_and_leaves_no_payload_cached()
    {
        EngineFiles.Unpack("tools-one", _from);
        EngineFiles.Unpack("responses-and-thinking-flags", _from);
        (await KvCli.RunAsync("drop", _from)).Succeeded(); // The pages of unpacked files are dirty.

        Assert.Equal((0, ""), Outcome(await KvCli.RunAsync("export", _from, "--output", _archive)));
        Assert.Equal("2 checkpoints imported, 0 already stored, 0 rejected\n", (await KvCli.RunAsync("import", _to, "--input", _archive)).Succeeded());

        if (OperatingSystem.IsLinux())
        {
            var files = (await KvCli.RunAsync("residency", "--json", _from, _to, _archive)).Json().GetProperty("files").EnumerateArray();
            Assert.All(files, file => Assert.InRange(file.GetProperty("cachedPages").GetInt64(), 0, 64));
        }

        Assert.Equal(Contents(_from), Contents(_to));

        Assert.Equal("0 checkpoints imported, 2 already stored, 0 rejected\n", (await KvCli.RunAsync("import", _to, "--input", _archive)).Succeeded());
    }

    [Fact]
    public async Task Export_and_import_exchange_archives_with_tar_through_pipes()
    {
        Assert.SkipUnless(File.Exists("/bin/sh") && File.Exists("/usr/bin/tar") | File.Exists("/bin/tar"), "tar is missing.");
        EngineFiles.Unpack("cold-q2-ascii", _from);
        var middle = Directory.CreateDirectory(_scratch.File("middle")).FullName;

        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh",
            ["-c", "kv=$1/kv; $kv export -q $2 | tar -x -C $3 -f - && tar -c -C $3 . | $kv import $4", "sh", AppContext.BaseDirectory, _from, middle, _to])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

        Assert.Equal("1 checkpoint imported, 0 already stored, 0 rejected\n", (await KvCli.FinishAsync(shell)).Succeeded());
        Assert.Equal(Contents(_from), Contents(_to));
    }

    [Fact]
    public async Task An_import_rejects_unusable_members_and_imports_the_others()
    {
        var good = EngineFiles.Unpack("cold-q2-ascii", _from);
        var bad = EngineFiles.Unpack("tools-one", _from);
        using (var file = File.OpenWrite(bad))
        {
            file.Position = 60; // In the text.
            file.WriteByte((byte)'?');
        }

        using (var stream = File.Create(_archive))
        using (var tar = new TarWriter(stream))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, new string('a', 40) + ".kv") { LinkName = "/etc/passwd" });
            tar.WriteEntry(good, "../" + Path.GetFileName(good));
            tar.WriteEntry(bad, Path.GetFileName(bad));
            tar.WriteEntry(good, Path.GetFileName(good));
        }

        var result = await KvCli.RunAsync("import", _to, "--input", _archive);

        Assert.Equal((1, "1 checkpoint imported, 0 already stored, 3 rejected\n"), (result.ExitCode, result.Output));
        Assert.Contains($"{Path.GetFileName(bad)}: at byte 52: expected a text with SHA-1", result.Error, StringComparison.Ordinal);
        Assert.Equal([Path.GetFileName(good)], Directory.GetFileSystemEntries(_to).Select(Path.GetFileName));
        Assert.False(File.Exists(_scratch.File(Path.GetFileName(good))));
    }

    [Fact]
    public async Task An_import_reports_an_archive_that_is_cut_short()
    {
        EngineFiles.Unpack("cold-q2-ascii", _from);
        Assert.Equal(0, (await KvCli.RunAsync("export", _from, "--output", _archive)).ExitCode);
        using (var file = File.OpenWrite(_archive))
        {
            file.SetLength(1_000_000);
        }

        var result = await KvCli.RunAsync("import", _to, "--input", _archive);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"kv: {_archive}: expected a tar archive, found other, damaged or incomplete data", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_to));
    }

    [Fact]
    public async Task An_export_omits_and_reports_unusable_files()
    {
        EngineFiles.Unpack("cold-q2-ascii", _from);
        File.WriteAllText(Path.Combine(_from, new string('0', 40) + ".kv"), "no checkpoint");

        var result = await KvCli.RunAsync("export", _from, "--output", _archive);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("expected a header of 52 bytes", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("1 checkpoint, 29.6 MiB exported\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documents_and_the_members_have_each_fact()
    {
        var path = EngineFiles.UnpackCurrent("agent-flash-stripped", _from);
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        var damaged = Path.Combine(_from, new string('0', 40) + ".kv");
        File.WriteAllText(damaged, "no checkpoint");

        var exported = JsonDocument.Parse((await KvCli.RunAsync("export", _from, "-o", _archive, "--json")).Output).RootElement;
        var imported = (await KvCli.RunAsync("import", _to, "-i", _archive, "--json")).Json();
        var again = (await KvCli.BashAsync(_scratch.Path, "$kv import to --json <cache.tar")).Json();

        Assert.Equal((_archive, 210), (exported.GetProperty("archive").GetString(), exported.GetProperty("bytes").GetInt32()));
        Assert.Equal(path, Assert.Single(exported.GetProperty("exported").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal(
            $$"""[{"path":"{{damaged}}","part":"Header","offset":13,"expected":"a header of 52 bytes","found":"the end of the file after 13"}]""",
            JsonSerializer.Serialize(exported.GetProperty("refused")));
        Assert.Equal($$"""{"schema":1,"archive":"{{_archive}}","imported":1,"kept":0,"refused":[]}""", JsonSerializer.Serialize(imported));
        Assert.Equal("""{"schema":1,"imported":0,"kept":1,"refused":[]}""", JsonSerializer.Serialize(again));
        using var reader = new TarReader(File.OpenRead(_archive));
        var member = reader.GetNextEntry()!;
        Assert.Equal(
            (Path.GetFileName(path), TarEntryType.RegularFile, UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetLastWriteTimeUtc(path)),
            (member.Name, member.EntryType, member.Mode, member.ModificationTime.UtcDateTime));
        Assert.Null(reader.GetNextEntry());
    }

    /// <summary>A payload that is no session of ds4 is copied only on request.</summary>
    [Fact]
    public async Task Any_payload_is_exported_and_imported_on_request()
    {
        File.WriteAllText(_scratch.File("payload"), "no session");
        (await KvCli.RunAsync("save", _from, "--text", "a text", "--payload", _scratch.File("payload"), "--any-payload", "-q")).Succeeded();

        Assert.Equal(1, (await KvCli.RunAsync("export", _from, "-o", _scratch.File("none.tar"))).ExitCode);
        Assert.Equal("1 checkpoint, 68 B exported\n", (await KvCli.RunAsync("export", _from, "-o", _archive, "--any-payload")).Error);
        Assert.Equal((1, "0 checkpoints imported, 0 already stored, 1 rejected\n"), Outcome(await KvCli.RunAsync("import", _to, "-i", _archive)));
        Assert.Equal("1 checkpoint imported, 0 already stored, 0 rejected\n", (await KvCli.RunAsync("import", _to, "-i", _archive, "--any-payload")).Succeeded());
    }

    /// <summary>The length of the name and its last characters in the message. An archive may have many members with long names.</summary>
    [Theory]
    [InlineData(255, "n")]
    [InlineData(256, "n…")]
    public async Task The_name_of_a_rejected_member_is_cut(int length, string end)
    {
        using (var tar = new TarWriter(File.Create(_archive)))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, new string('n', length)));
        }

        var result = await KvCli.RunAsync("import", _to, "-i", _archive, "--json");

        const string Reason = "expected a name of 40 hexadecimal digits and .kv, or sysprompt.kv, found another name";
        var name = new string('n', 254) + end;
        Assert.Equal($"kv: {_archive}: {name}: {Reason}", result.Sentence());
        var refused = Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("refused").EnumerateArray());
        Assert.Equal((name, Reason), (refused.GetProperty("name").GetString(), refused.GetProperty("reason").GetString()));
    }

    [Theory]
    [InlineData(false, "kv: warning: {0}: others may open this directory (mode 0755), so they can hold its lock and stop each save: use mode 0700\n")]
    [InlineData(true, "")]
    public async Task An_import_warns_about_a_directory_that_others_may_open(bool isQuiet, string warning)
    {
        EngineFiles.UnpackCurrent("agent-flash-stripped", _from);
        Assert.Equal(0, (await KvCli.RunAsync("export", _from, "-o", _archive)).ExitCode);
        Shell.Run("mkdir", "-m", "755", _to).OrThrow();

        var result = await KvCli.RunAsync(["import", _to, "-i", _archive, .. isQuiet ? (string[])["-q"] : []]);

        Assert.Equal((0, string.Format(CultureInfo.InvariantCulture, warning, _to)), (result.ExitCode, result.Error));
    }

    /// <summary>Gets the result without standard error, where an export prints its summary because standard output may be the archive.</summary>
    private static (int ExitCode, string Output) Outcome(CommandResult result) => (result.ExitCode, result.Output);

    private static (string, string)[] Contents(string directory) =>
    [
        .. Directory.GetFiles(directory).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))))),
    ];
}
