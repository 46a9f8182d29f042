namespace IoPolicy.Tests.PowerLoss;

/// <summary>Files whose name and version determine each byte.</summary>
internal static class Payloads
{
    internal const string Target = "target";

    /// <summary>Several blocks, the last one not full.</summary>
    internal const int Large = 200_123;

    /// <summary>btrfs keeps such a file in its metadata.</summary>
    internal const int Small = 100;

    internal static byte[] Of(int version, int bytes = Large)
    {
        var payload = new byte[bytes];
        new Random(version).NextBytes(payload);
        payload[0] = (byte)version;
        return payload;
    }

    internal static Action<string> WithOld(int bytes = Large) => directory => File.WriteAllBytes(Path.Combine(directory, Target), Of(0, bytes));

    /// <summary>
    /// Judges a directory: the target is of the acknowledged version or a later one, whole, and no other file is left after
    /// <see cref="DurableFile.RemoveAbandoned"/>. Without version 0, there was no target at first.
    /// </summary>
    internal static string? Judge(string directory, int acknowledged, int bytes = Large, bool isNew = false, int versions = 1)
    {
        _ = DurableFile.RemoveAbandoned(directory);
        var others = Directory.GetFileSystemEntries(directory).Select(Path.GetFileName).Where(name => name != Target).ToList();
        return others.Count > 0 ? "left: " + string.Join(' ', others) : JudgeFile(Path.Combine(directory, Target), acknowledged, bytes, isNew, versions);
    }

    internal static string? JudgeFile(string path, int acknowledged, int bytes, bool isNew, int versions = 1)
    {
        if (!File.Exists(path))
        {
            return isNew && acknowledged == 0 ? null : "the file is gone";
        }

        var found = File.ReadAllBytes(path);
        if (found.Length == 0 || found[0] > versions || (isNew && found[0] == 0) || !found.AsSpan().SequenceEqual(Of(found[0], bytes)))
        {
            return $"{found.Length} of {bytes} bytes, {found.Count(value => value != 0)} of them not zero";
        }

        return found[0] >= acknowledged ? null : $"version {found[0]}, but {acknowledged} was acknowledged";
    }
}
