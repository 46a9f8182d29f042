using System.Globalization;
using System.Text;

namespace KvCache.Tests.PowerLoss;

/// <summary>
/// The saves of one recorded cache directory. The text and the version determine each byte of a checkpoint, except the times in its
/// header. So the files after a power loss can be compared with the stored and the acknowledged checkpoints.
/// </summary>
internal sealed class RecordedCache
{
    /// <summary>Several blocks, the last one not full.</summary>
    internal const int PayloadBytes = 200_123;

    private static readonly string Block = "\n\n<tool_calls>x</tool_calls>";

    private readonly List<Acknowledgement> _acknowledged = [];

    internal static CacheDirectoryOptions Options { get; } = new()
    {
        BudgetBytes = 0,
        Checks = PayloadChecks.None,
        Policy = new StorePolicy { MinTokens = 1 },
    };

    /// <summary>Stores a version of a text, and acknowledges it: the text must have a checkpoint from now on.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="text">The text.</param>
    /// <param name="version">The version. A later version replaces an earlier one, because its session has a smaller context.</param>
    /// <param name="tool">The id of a tool call of the text; null if the text has none.</param>
    /// <param name="save">The recording; null for a store before the recording.</param>
    internal StoreResult Store(CacheDirectory directory, string text, int version, string? tool = null, RecordedSave? save = null)
    {
        using var payload = new InterruptedStream(PayloadOf(text, version), save);
        var result = directory.Store(new StoreRequest
        {
            Text = TextOf(text),
            Tokens = (uint)version,
            Session = SessionOf(version),
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Tools = tool is null ? null : ToolsOf(tool),
        });
        Assert.Equal(tool is null || result.Evicted.Count > 0 ? StoreOutcome.Stored : result.Outcome, result.Outcome);
        Acknowledge(text, version, tool, result, save);
        return result;
    }

    /// <summary>Remembers that a text must have a checkpoint from now on, and that the evicted files may be missing.</summary>
    internal void Acknowledge(string text, int version, string? tool, StoreResult result, RecordedSave? save)
    {
        _acknowledged.Add(new Acknowledgement(text, version, tool, [.. result.Evicted.Select(entry => entry.Key)], IsRecorded: save is not null));
        save?.Acknowledge();
        save?.CommitJournal();
    }

    /// <summary>
    /// Checks a directory after a power loss. Once it is opened, it must have only complete checkpoints, of versions that were stored. Each
    /// acknowledged checkpoint must exist, unless a store has evicted it. Returns the fault; null if there is none.
    /// </summary>
    internal string? Judge(string path, int acknowledged)
    {
        CacheDirectory.Open(path, Options).Dispose();
        var strangers = Directory.GetFileSystemEntries(path).Select(Path.GetFileName).Where(name => !KvcKey.TryParseFileName(name, out _)).ToList();
        if (strangers.Count > 0)
        {
            return "left: " + string.Join(' ', strangers);
        }

        var options = new KvcVerifyOptions { Checks = PayloadChecks.None, ReadsPayload = true };
        var findings = KvcVerifier.VerifyDirectory(path, options).SelectMany(file => file.Findings.Select(finding => $"{Path.GetFileName(file.Path)}: {finding}")).ToList();
        if (findings.Count > 0)
        {
            return string.Join("; ", findings);
        }

        var recorded = 0;
        var known = _acknowledged.Where(one => !one.IsRecorded || recorded++ < acknowledged).ToList();
        return _acknowledged.Select(one => one.Text).Distinct().Select(text => JudgeText(path, text, known)).FirstOrDefault(fault => fault is not null);
    }

    internal static byte[] TextOf(string text) => Encoding.UTF8.GetBytes(text + Block);

    internal static byte[] PayloadOf(string text, int version)
    {
        var payload = new byte[PayloadBytes];
        new Random(text[0] + (1000 * version)).NextBytes(payload);
        return payload;
    }

    internal static KvSession SessionOf(int version) => new(2, (1U << 20) - (uint)version);

    private static ToolMemory ToolsOf(string tool)
    {
        var tools = new ToolMemory();
        tools.Put(Encoding.UTF8.GetBytes(tool), Encoding.UTF8.GetBytes(Block));
        return tools;
    }

    private string? JudgeText(string path, string text, List<Acknowledgement> known)
    {
        var key = KvcKey.OfText(TextOf(text));
        var last = known.FindLastIndex(one => one.Text == text);
        if (!DirectoryScan.TryReadEntry(Path.Combine(path, key.FileName), key, out var entry, out _))
        {
            // A store removes files before it publishes its own, so an eviction may have begun that is not acknowledged.
            return last < 0 || _acknowledged.Skip(last).Any(later => later.Evicted.Contains(key)) ? null : $"'{text}' is gone";
        }

        var version = (int)entry.Header.Tokens;
        if (last >= 0 && version < known[last].Version)
        {
            return string.Create(CultureInfo.InvariantCulture, $"'{text}' is version {version}, and {known[last].Version} was acknowledged");
        }

        var tools = new ToolMemory();
        using var payload = new MemoryStream();
        using var directory = CacheDirectory.Open(path, Options);
        var loaded = directory.Load(new LoadRequest { Prompt = TextOf(text), Session = SessionOf(0), Destination = payload, Tools = tools });
        return loaded.Loaded is null || !payload.ToArray().AsSpan().SequenceEqual(PayloadOf(text, version)) ? $"'{text}' has another payload"
            : known.FirstOrDefault(one => one.Text == text && one.Tool is { } tool && !tools.Contains(Encoding.UTF8.GetBytes(tool))) is { } lost ? $"'{text}' lost {lost.Tool}"
            : null;
    }

    /// <summary>A store that has returned.</summary>
    private sealed record Acknowledgement(string Text, int Version, string? Tool, IReadOnlyList<KvcKey> Evicted, bool IsRecorded);

    /// <summary>A payload. During each read, another program makes the file system commit its journal.</summary>
    private sealed class InterruptedStream(byte[] bytes, RecordedSave? save) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer)
        {
            save?.CommitJournal();
            return base.Read(buffer[..Math.Min(buffer.Length, PayloadBytes / 2)]);
        }
    }
}
