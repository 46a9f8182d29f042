namespace IoPolicy.Testing;

/// <summary>What the disk may have after a power loss during a part of a log.</summary>
internal static class DiskStates
{
    /// <summary>No disk tears a block of this size.</summary>
    private const int BlockBytes = 4096;

    private const int SamplesBetweenFlushes = 6;

    /// <summary>
    /// Gets each prefix of the part, and some states where the disk has written any of the blocks since its last flush. The
    /// first states are those at the flushes, where a file system that orders its writes badly shows it.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="start">The first write of the part.</param>
    /// <param name="end">The write after its last.</param>
    internal static IReadOnlyList<DiskState> Of(BlockLog log, int start, int end)
    {
        var flushes = Enumerable.Range(start, end - start).Where(index => log.Writes[index].IsFlush).Select(index => index + 1).ToList();
        var prefixes = new[] { end }.Concat(flushes).Concat(Enumerable.Range(start, end - start)).Distinct().Select(count => new DiskState(count, []));
        var random = new Random(start);
        var samples = new List<DiskState>();
        foreach (var (from, to) in flushes.Prepend(start).Zip(flushes.Append(end)).Where(epoch => epoch.Second - epoch.First > 1))
        {
            var writes = Enumerable.Range(from, to - from).Select(index => log.Writes[index]).Where(write => write.Length > 0).ToList();
            for (var sample = 0; sample < SamplesBetweenFlushes; sample++)
            {
                // One half loses whole writes, the other any block.
                var units = sample % 2 == 0 ? writes : writes.SelectMany(write => write.Blocks(BlockBytes));
                samples.Add(new DiskState(from, [.. units.Where(_ => random.Next(2) == 0)]));
            }
        }

        return [.. prefixes, .. samples];
    }
}

/// <summary>The first writes of a log, and some of the later ones.</summary>
internal sealed record DiskState(int Prefix, IReadOnlyList<LoggedWrite> Later);
