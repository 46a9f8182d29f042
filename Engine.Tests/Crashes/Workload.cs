using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// The program of a child whose system calls fail, or that is killed at a call. It does the work of a server in small: stores new files,
/// replaces files, adds tool calls, loads, and evicts. It prints a line for each completed operation.
/// </summary>
internal static class Workload
{
    private const int Texts = 2;

    /// <summary>The writer copies pieces of 1 MiB: two whole pieces and a part.</summary>
    private const int PayloadBytes = (2 << 20) + 1234;

    private static readonly string Block = "\n\n<tool_calls>x</tool_calls>";

    internal static readonly CacheDirectoryOptions Options = new()
    {
        BudgetBytes = 40 << 20,
        Checks = PayloadChecks.None,
        RejectDifferentQuant = true,
        Policy = new StorePolicy { MinTokens = 1 },
    };

    /// <summary>Runs one round of seven operations. A failed operation is reported, and the next one begins, as in a server.</summary>
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

    /// <summary>Runs two rounds. The second round stores the same texts again.</summary>
    internal static void TwoRounds(string[] arguments)
    {
        Round(arguments[0], 0);
        Round(arguments[0], 1);
    }

    /// <summary>
    /// Opens the directory after a fault, and asserts that no temporary file is left and that each file is complete. Its payload must be
    /// that of a round for the file's text.
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

        // The rounds have different quantizations, so that each round replaces the files of the previous one.
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

    /// <summary>Creates a payload whose bytes depend only on the text and the round.</summary>
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
        Assert.True(payload.AsSpan().SequenceEqual(PayloadOf(text, (int)entry.Header.Tokens - 1000)), $"{what}: {entry.Path} has another payload");
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
