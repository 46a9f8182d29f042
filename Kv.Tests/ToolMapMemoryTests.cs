using System.Buffers.Binary;
using System.Text;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;
using KvCache;

namespace Kv.Tests;

/// <summary><c>kv show</c> and <c>kv verify</c> for a tool map whose ids need more memory than there is.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ToolMapMemoryTests : IDisposable
{
    /// <summary>Limits the heap to 64 MiB, which is enough for the program and less than the ids of the map as strings.</summary>
    private static readonly (string, string)[] SmallHeap = [("DOTNET_GCHeapHardLimit", "0x4000000")];

    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("show")]
    [InlineData("show", "--json")]
    [InlineData("verify")]
    public async Task Large_blocks_do_not_need_memory(params string[] command)
    {
        var path = Save();
        Append(path, ids: 3, blockBytes: 200 << 20);

        var result = await KvCli.RunWithAsync(SmallHeap, [.. command, path]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Show_prints_the_first_ids_and_counts_all_ids()
    {
        var path = Save();
        Append(path, ids: 400_000, blockBytes: 1);

        var shown = await KvCli.RunWithAsync(SmallHeap, "show", path);
        var json = (await KvCli.RunWithAsync(SmallHeap, "show", "--json", path)).Json();
        var verified = await KvCli.RunWithAsync(SmallHeap, "verify", path);

        Assert.Contains("400,000 ids: id-0000000", shown.Succeeded(), StringComparison.Ordinal);
        Assert.Contains(" and 399,900 more\n", shown.Output, StringComparison.Ordinal);
        Assert.Equal((1000, 400_000), (json.GetProperty("toolIds").GetArrayLength(), json.GetProperty("toolIdCount").GetInt32()));
        Assert.Equal("1 file verified, 0 unusable\n", verified.Succeeded());
    }

    private string Save() => Checkpoints.Save(_scratch.Path, "a text");

    /// <summary>Appends a tool map. A NUL would end a block, so the blocks contain none.</summary>
    private static void Append(string path, int ids, int blockBytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        file.Position = 6; // The extensions.
        file.WriteByte((byte)KvcExtensions.ToolMap);
        file.Position = file.Length;
        Span<byte> numbers = stackalloc byte[8];
        "KTM\u0001"u8.CopyTo(numbers);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], ids);
        file.Write(numbers);
        var block = new byte[Math.Min(blockBytes, 1 << 20)];
        Array.Fill(block, (byte)'b');
        for (var i = 0; i < ids; i++)
        {
            var id = Encoding.ASCII.GetBytes($"id-{i:D7}".PadRight(ids > 1000 ? 100 : 10, '.'));
            BinaryPrimitives.WriteInt32LittleEndian(numbers, id.Length);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], blockBytes);
            file.Write(numbers);
            file.Write(id);
            for (var left = blockBytes; left > 0; left -= block.Length)
            {
                file.Write(block.AsSpan(0, Math.Min(left, block.Length)));
            }
        }
    }
}
