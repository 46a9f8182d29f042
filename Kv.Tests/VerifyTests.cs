using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv verify</c>.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_file_of_ds4_is_sound()
    {
        var path = EngineFiles.Unpack("tools-one", _scratch.Path);

        var json = (await KvCli.RunAsync("verify", "--json", "--read-all", path)).Json();

        Assert.True(Assert.Single(json.GetProperty("files").EnumerateArray()).GetProperty("sound").GetBoolean());
    }

    [Fact]
    public async Task A_changed_text_is_reported_with_its_file_and_offset()
    {
        EngineFiles.Unpack("cold-q2-ascii", _scratch.Path);
        var changed = EngineFiles.Unpack("tools-one", _scratch.Path);
        using (var file = File.OpenWrite(changed))
        {
            file.Position = 60; // In the text.
            file.WriteByte((byte)'?');
        }

        var result = await KvCli.RunAsync("verify", _scratch.Path);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"kv: {changed}: error at byte 52: expected a text with SHA-1 1c8de898", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("2 files verified, 1 unusable\n", result.Output, StringComparison.Ordinal);
    }
}
