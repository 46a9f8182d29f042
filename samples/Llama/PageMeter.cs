using System.Globalization;
using IoPolicy;
using Kv.Demo.Memory;

namespace LlamaSample;

/// <summary>Measures a save or a load, in the memory cgroup of this process if there is one.</summary>
internal sealed class PageMeter(Engine engine, string modelPath, ModelShape shape, CgroupFiles? group)
{
    private const long NoLimit = 1L << 50;

    /// <summary>Runs a save or a load while all weights are cached and the memory limit leaves little room, then evaluates the next token.</summary>
    internal Effect Measure(SessionWay way, string sessionPath, long stateBytes, Action action)
    {
        group?.SetLimit(NoLimit);

        // A token reads every weight through the mapping of llama.cpp.
        engine.Next();
        var warm = WeightPages();
        if (group is not null)
        {
            EnsureCharged(warm);
            group.SetLimit(group.ReadUsage() + (way.CopiesState ? stateBytes : 0) + shape.RoomBytes);
        }

        action();
        var left = SessionWay.FilesOf(sessionPath).Sum(CachedPages);
        var lost = warm - WeightPages();
        var before = ReadBytes();
        engine.Next();
        return new Effect(left, lost, (ReadBytes() - before) / 1024);
    }

    internal static long CachedPages(string path) => PageCache.GetResidency(path).CachedPages
        ?? throw new NotSupportedException("The kernel does not report cached pages: cachestat is not available, and mincore is not reliable.");

    private long WeightPages() => CachedPages(modelPath);

    /// <summary>Checks that the weights are charged to this process's cgroup. Only then do they compete with the session for memory.</summary>
    private void EnsureCharged(long pages)
    {
        var charged = group!.ReadUsage();
        if (charged < pages * Environment.SystemPageSize)
        {
            throw new NotSupportedException($"The cgroup is charged with {charged} bytes, less than the weights. Another process has cached them.");
        }
    }

    /// <summary>Gets the number of bytes that the disk has read for this process: <c>read_bytes</c> of proc_pid_io(5).</summary>
    private static long ReadBytes()
    {
        const string Key = "read_bytes: ";
        var line = File.ReadLines("/proc/self/io").First(static line => line.StartsWith(Key, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture);
    }
}

/// <summary>The files with the limit and the usage of a memory cgroup.</summary>
internal sealed record CgroupFiles(string LimitFile, string UsageFile)
{
    internal void SetLimit(long bytes) => File.WriteAllText(LimitFile, bytes.ToString(CultureInfo.InvariantCulture));

    internal long ReadUsage() => MemoryCgroup.ReadUsage(UsageFile);
}
