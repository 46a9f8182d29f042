using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Files of a newer program: each command keeps them and calls none damaged.</summary>
public sealed class NewerFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>An offset in the header, the value that a newer program writes there, and a label.</summary>
    public static TheoryData<int, byte, string> Headers => new()
    {
        { 3, 2, "version 2" },
        { 3, 255, "version 255" },
        { 20, 3, "payload ABI 3" },
        { 20, 255, "payload ABI 255" },
    };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task A_newer_file_is_shown_kept_and_not_called_damaged(int offset, byte value, string label)
    {
        var (path, bytes) = WriteNewer(offset, value);

        Assert.Contains("; not damaged\n0 checkpoints, 0 B\n", (await KvCli.RunAsync("ls", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("; not damaged\n0 checkpoints, 0 B\n", (await KvCli.RunAsync("ls", "--unsorted", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("; the file is not damaged\n", (await KvCli.RunAsync("show", path)).Succeeded(), StringComparison.Ordinal);
        Assert.Contains("1 file verified, 0 unusable, 1 of a newer program\n", (await KvCli.RunAsync("verify", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.EndsWith("; 1 file not counted\n", (await KvCli.RunAsync("evict", "--budget-mib", "1", _scratch.Path)).Succeeded(), StringComparison.Ordinal);
        Assert.EndsWith("; 1 file not counted\n", (await KvCli.RunAsync("evict", "--stale", _scratch.Path, "--temporary-directory", _scratch.Path)).Succeeded(), StringComparison.Ordinal);

        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(path)), label);
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public async Task Json_documents_have_the_offset_of_the_newer_value(int offset, byte value, string label)
    {
        var (path, bytes) = WriteNewer(offset, value);

        foreach (var command in (string[][])[["ls"], ["ls", "--unsorted"], ["evict", "-n"], ["evict", "--stale", "-n", "--temporary-directory", _scratch.Path]])
        {
            var document = (await KvCli.RunAsync([.. command, "--json", _scratch.Path])).Json();
            var newer = Assert.Single(document.GetProperty("newer").EnumerateArray());
            Assert.Equal((path, offset, (long)bytes.Length), (newer.GetProperty("path").GetString(), newer.GetProperty("offset").GetInt32(), newer.GetProperty("fileBytes").GetInt64()));
            Assert.Empty(document.GetProperty("refused").EnumerateArray());
        }

        var shown = (await KvCli.RunAsync("show", "--json", path)).Json();
        Assert.Equal(offset, shown.GetProperty("newer").GetProperty("offset").GetInt32());
        Assert.False(shown.TryGetProperty("entry", out _), label);
        var verified = Assert.Single((await KvCli.RunAsync("verify", "--json", path)).Json().GetProperty("files").EnumerateArray());
        Assert.True(verified.GetProperty("sound").GetBoolean() && verified.GetProperty("newer").GetBoolean(), label);
    }

    [Fact]
    public async Task An_export_omits_a_newer_file()
    {
        var path = EngineFiles.UnpackCurrent("agent-flash-stripped", _scratch.Path);
        using (var file = File.OpenWrite(path))
        {
            file.Position = 20; // The payload ABI.
            file.WriteByte(3);
        }

        var result = await KvCli.RunAsync("export", _scratch.Path, "-o", _scratch.File("to.tar"));

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"kv: {path}: at byte 20: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("; omitted\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("error", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Unpacks a file of ds4 and changes one byte of its header.</summary>
    private (string Path, byte[] Bytes) WriteNewer(int offset, byte value)
    {
        var path = EngineFiles.UnpackCurrent("agent-flash-stripped", _scratch.Path);
        var bytes = File.ReadAllBytes(path);
        bytes[offset] = value;
        File.WriteAllBytes(path, bytes);
        return (path, bytes);
    }
}
