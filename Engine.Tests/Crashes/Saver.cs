using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// The program of a child that a test kills. Until then it stores checkpoints: some are written once and must stay, and others replace
/// each other under a few texts. It prints a line for each store that has returned. The line determines each byte that must be on
/// the disk.
/// </summary>
internal static class Saver
{
    /// <summary>The number of texts whose checkpoints replace each other.</summary>
    private const int Slots = 3;

    /// <summary>Every Nth checkpoint stays. Its payload is small, because these checkpoints accumulate.</summary>
    private const int StayInterval = 4;

    internal static readonly CacheDirectoryOptions Options = new()
    {
        BudgetBytes = 0,
        Checks = PayloadChecks.None,
        Policy = new StorePolicy { MinTokens = 1 },
    };

    /// <summary>Saves until it is killed. Arguments: the directory, and the number of the first version.</summary>
    internal static void Run(string[] arguments)
    {
        var directory = CacheDirectory.Open(arguments[0], Options);
        Console.WriteLine("open");
        for (var version = int.Parse(arguments[1], CultureInfo.InvariantCulture); ; version++)
        {
            var checkpoint = version % StayInterval == 0 ? new Checkpoint($"stays {version}", version) : new Checkpoint($"slot {version % Slots}", version);
            Store(directory, checkpoint);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stored {checkpoint.Version} {checkpoint.Text}"));
        }
    }

    private static void Store(CacheDirectory directory, Checkpoint checkpoint)
    {
        using var payload = new MemoryStream(checkpoint.Payload());
        var result = directory.Store(new StoreRequest
        {
            Text = Encoding.UTF8.GetBytes(checkpoint.Text),
            Tokens = (uint)checkpoint.Version,

            // The context becomes smaller each time. Otherwise the existing checkpoint would be usable, and would stay.
            Session = new KvSession(2, checkpoint.ContextSize),
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
        });
        if (result.Outcome != StoreOutcome.Stored)
        {
            throw new InvalidOperationException($"{checkpoint.Text}: {result.Outcome}");
        }
    }
}

/// <summary>A checkpoint of the saver. Its text and version determine each of its bytes.</summary>
internal sealed record Checkpoint(string Text, int Version)
{
    /// <summary>The writer copies pieces of 1 MiB. The payload has more than two pieces, or less than one if the checkpoint stays.</summary>
    private int PayloadBytes => Stays ? 40_000 + Version : (2 << 20) + Version;

    /// <summary>Whether no later store replaces it.</summary>
    internal bool Stays => Text.StartsWith("stays", StringComparison.Ordinal);

    internal uint ContextSize => (1U << 30) - (uint)Version;

    internal KvcKey Key => KvcKey.OfText(Encoding.UTF8.GetBytes(Text));

    /// <summary>Reads an acknowledgement; null for another line.</summary>
    internal static Checkpoint? Acknowledged(string line) =>
        line.Split(' ', 3) is ["stored", var version, var text] ? new Checkpoint(text, int.Parse(version, CultureInfo.InvariantCulture)) : null;

    internal byte[] Payload()
    {
        var bytes = new byte[PayloadBytes];
        new Random(Version).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Whether a file has all bytes of this checkpoint. The times in its header may differ.</summary>
    internal bool IsWholeIn(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var text = Encoding.UTF8.GetBytes(Text);
        return KvcHeader.TryParse(bytes, out var header, out _)
            && header.Tokens == Version
            && header.ContextSize == ContextSize
            && header.TextBytes == text.Length
            && header.PayloadBytes == (ulong)PayloadBytes
            && bytes.Length == KvcHeader.Size + text.Length + PayloadBytes
            && bytes.AsSpan(KvcHeader.Size, text.Length).SequenceEqual(text)
            && bytes.AsSpan(KvcHeader.Size + text.Length).SequenceEqual(Payload());
    }
}
