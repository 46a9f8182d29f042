using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// What a server does to its directory, small, for a child whose system calls fail or are its last: new files, files that
/// replace others, tool calls added, loads, an eviction. A line on standard output tells what is done for good.
/// </summary>
internal static class Workload
{
    private const int Texts = 2;

    /// <summary>Two whole pieces and a part.</summary>
    private const int PayloadBytes = (2 << 20) + 1234;

    private static readonly string Block = "\n\n<tool_calls>x</tool_calls>";

    internal static readonly CacheDirectoryOptions Options = new()
    {
        BudgetBytes = 40 << 20,
        Checks = PayloadChecks.None,
        RejectDifferentQuant = true,
        Policy = new StorePolicy { MinTokens = 1 },
    };

    /// <summary>One round: seven operations. A failure is reported and the next begins, as a server would go on.</summary>
    internal static void Round(string path, int round)
    {
        CacheDirectory? directory = null;
        Try("open", () => directory = CacheDirectory.Open(path, Options));
        for (var text = 0; text < Texts && directory is not null; text++)
        {
            var name = TextOf(text);
            Try($"stored {text}", () => Store(directory, name, round, tool: null));
            Try($"stored {text}", () => Store(directory, name, round, tool: $"call_{round}"));
        }

        Try("loaded", () => directory?.Load(new LoadRequest { Prompt = Encoding.UTF8.GetBytes(TextOf(0)), Session = SessionOf(round) }));
        Try("evicted", () => CacheDirectory.Open(path, Options with { BudgetBytes = 3 << 20 }).Evict());
    }

    /// <summary>Two rounds: new files, then the same texts again.</summary>
    internal static void TwoRounds(string[] arguments)
    {
        Round(arguments[0], 0);
        Round(arguments[0], 1);
    }

    /// <summary>
    /// After whatever happened: a new process opens the directory; then no temporary is left, each file is whole, and each
    /// of them is the payload that some round wrote for that text.
    /// </summary>
    internal static void AssertWhole(string path, string what)
    {
        CacheDirectory.Open(path, Options);

        var options = new KvcVerifyOptions { Checks = PayloadChecks.None, ReadsPayload = true };
        var findings = KvcVerifier.VerifyDirectory(path, options).SelectMany(file => file.Findings.Select(finding => $"{file.Path}: {finding}")).ToArray();
        Assert.True(findings.Length == 0, what + "\n" + string.Join("\n", findings));
        Assert.All(Directory.GetFiles(path), file => Assert.True(KvcKey.TryParseFileName(Path.GetFileName(file), out _), what + ": " + file));
        foreach (var entry in DirectoryScan.Entries(path))
        {
            AssertPayload(entry, what);
        }
    }

    private static void Store(CacheDirectory directory, string text, int round, string? tool)
    {
        var tools = new ToolMemory();
        if (tool is not null)
        {
            tools.Put(Encoding.UTF8.GetBytes(tool), Encoding.UTF8.GetBytes(Block));
        }

        // The rounds' quantizations differ, so that each round replaces the files of the one before.
        var bytes = Encoding.UTF8.GetBytes(text);
        using var payload = new MemoryStream(PayloadOf(bytes, round));
        directory.Store(new StoreRequest
        {
            Text = bytes,
            Tokens = (uint)(1000 + round),
            Session = SessionOf(round),
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Tools = tools,
        });
    }

    private static KvSession SessionOf(int round) => new(round % 2 == 0 ? 2 : 4, 100_000);

    private static string TextOf(int text) => $"text {text}{Block}";

    /// <summary>Bytes that text and round determine.</summary>
    private static byte[] PayloadOf(ReadOnlySpan<byte> text, int round)
    {
        var bytes = new byte[PayloadBytes];
        new Random(HashCode(text) ^ round).NextBytes(bytes);
        return bytes;
    }

    private static int HashCode(ReadOnlySpan<byte> text)
    {
        Span<byte> key = stackalloc byte[KvcKey.Size];
        KvcKey.OfText(text).CopyTo(key);
        return BitConverter.ToInt32(key);
    }

    private static void AssertPayload(KvcEntry entry, string what)
    {
        using var file = File.OpenRead(entry.Path);
        file.Position = KvcHeader.Size;
        var text = new byte[entry.Header.TextBytes];
        file.ReadExactly(text);
        var payload = new byte[PayloadBytes];
        file.ReadExactly(payload);
        Assert.True(payload.AsSpan().SequenceEqual(PayloadOf(text, (int)entry.Header.Tokens - 1000)), $"{what}: {entry.Path} holds another payload");
    }

    private static void Try(string done, Action action)
    {
        try
        {
            action();
            Console.WriteLine(done);
        }
        catch (IOException error)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"failed: {error.Message}"));
        }
    }
}
