namespace IoPolicy.Testing;

/// <summary>The states in which a power loss can leave the disk while it writes a part of a log.</summary>
internal static class DiskStates
{
    /// <summary>The block size of the states. A disk writes a block of this size as a whole.</summary>
    private const int BlockBytes = 4096;

    private const int SamplesBetweenFlushes = 6;

    /// <summary>
    /// Gets the state after each write of the part. Adds random states in which the disk has written only some of the blocks since its last
    /// flush. The state at the end of the part and the states at the flushes come first, because they most likely show that a file system has not
    /// flushed something in time.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="start">The index of the first write of the part.</param>
    /// <param name="end">The index after its last write.</param>
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
                // Half of the samples lose whole writes, and the other half lose single blocks.
                var units = sample % 2 == 0 ? writes : writes.SelectMany(write => write.Blocks(BlockBytes));
                samples.Add(new DiskState(from, [.. units.Where(_ => random.Next(2) == 0)]));
            }
        }

        return [.. prefixes, .. samples];
    }
}

/// <summary>A state of the disk.</summary>
/// <param name="Prefix">The number of writes from the start of the log that the disk has.</param>
/// <param name="Later">The later writes that the disk has too.</param>
internal sealed record DiskState(int Prefix, IReadOnlyList<LoggedWrite> Later);
