namespace IoPolicy.Tests.PowerLoss;

/// <summary>Contents of test files. The version of a content determines each byte.</summary>
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
    /// Checks that the target has the complete acknowledged version or a later one, and that no other file is left after
    /// <see cref="DurableFile.RemoveAbandoned"/>. Returns a description of the damage; null if there is none. If the file is new, there was
    /// no target (version 0) before the first save.
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
