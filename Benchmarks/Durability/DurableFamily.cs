using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Durability;

/// <summary>Compares the time of <see cref="DurableFile"/> with a replacement by hand, and with the fewest calls that replace a file durably, in C.</summary>
internal sealed class DurableFamily : BenchmarkFamily
{
    /// <summary>The sizes of the file, and how many times in a row a file of that size is replaced.</summary>
    private static readonly (long Bytes, int Times)[] Sizes = [(4 << 10, 100), (1 << 20, 30), (64 << 20, 3)];

    internal override string Name => "durable";

    internal override string Title => "Replacing a file durably";

    internal override string Description => "Replace files of 4 KiB to 64 MiB with DurableFile, by hand, and in C.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var section = new Section().Paragraph("""
            A file is replaced several times in a row. Each ratio is the time of the row divided by the time of the way in the heading, round by round, so
            below 1 the row is faster. `DurableFile` checks the target, locks its temporary file, copies the target's owner and attributes, and flushes
            the directory, so a returned commit stays. By hand and in the first row of C, the directory is not flushed, so a power loss may
            bring the old file back. .NET's `Flush(true)` calls `fsync`.
            """.ReplaceLineEndings(" "));
        await CompareAsync(section, settings, scratch.Path, scratch.Path, "On the disk").ConfigureAwait(false);
        using var memory = new MemoryMount();
        if (memory.SkipReason is { } missing)
        {
            return section.Paragraph(missing);
        }

        using var inMemory = memory.CreateDirectory();
        await CompareAsync(section, settings, scratch.Path, inMemory.Path, "On ext4 over memory, which shows the cost of the code").ConfigureAwait(false);
        return section;
    }

    private static async Task CompareAsync(Section section, BenchmarkSettings settings, string programs, string directory, string place)
    {
        var program = CProgram.Compile("replace.c", programs);
        ReplaceContender[] contenders =
        [
            ReplaceContender.InC("C: `fdatasync`, `rename`", program, "file"),
            ReplaceContender.InC("C: the same, and `fsync` of the directory", program, "directory"),
            ReplaceContender.ByHand(),
            ReplaceContender.Durable("`DurableFile`, `SyncDirectory = false`", new() { SyncDirectory = false }),
            ReplaceContender.Durable("`DurableFile`", new()),
            ReplaceContender.Durable("`DurableFile`, `DropBehind`", new() { DropBehind = new() }),
        ];
        var path = Path.Combine(directory, "replaced");
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (bytes, times) in Sizes)
        {
            await Console.Error.WriteLineAsync($"  {place}, {Formatting.Bytes(bytes)}").ConfigureAwait(false);
            var content = new byte[bytes];
            var seconds = await Rounds.RunAsync(contenders, settings.Rounds, contender => Task.FromResult(contender.Run(path, content, times) / times)).ConfigureAwait(false);
            File.Delete(path);
            rows.AddRange(contenders.Select((contender, index) => (IReadOnlyList<string>)
            [
                contender.Name,
                Formatting.Bytes(bytes),
                Spread.Of(seconds[index].Select(time => 1000 * time)).Text("F2", " ms"),
                Figures.Ratio(seconds[index], seconds[2]).Text("F2", " ×"),
                Figures.Ratio(seconds[index], seconds[0]).Text("F2", " ×"),
                Figures.Ratio(seconds[index], seconds[1]).Text("F2", " ×"),
            ]));
        }

        section
            .Paragraph($"**{place}.**")
            .Table(["way", "file", "time", "over by hand", "over C", "over C with the directory"], rows);
    }
}
