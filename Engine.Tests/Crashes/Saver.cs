using System.Globalization;
using System.Text;

namespace KvCache.Tests;

/// <summary>
/// A server that only saves, for a child that is killed: checkpoints that are written once and must stay for ever, and a
/// few texts whose checkpoints replace each other. A line on standard output acknowledges each store that has returned;
/// what the line says is all that it takes to tell, byte by byte, what must be on the disk.
/// </summary>
internal static class Saver
{
    /// <summary>Texts whose checkpoints are replaced again and again.</summary>
    private const int Slots = 3;

    /// <summary>The first of each few stores is one that stays; its payload is small, since they gather.</summary>
    private const int StoresToOneThatStays = 4;

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
            var checkpoint = version % StoresToOneThatStays == 0 ? new Checkpoint($"stays {version}", version) : new Checkpoint($"slot {version % Slots}", version);
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

            // A smaller context each time: else the checkpoint that is there would be usable, and stay.
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

/// <summary>A checkpoint of the saver; its text and version determine its every byte.</summary>
internal sealed record Checkpoint(string Text, int Version)
{
    /// <summary>More than two of the writer's pieces of 1 MiB; of those that stay, less than one.</summary>
    private int PayloadBytes => Stays ? 40_000 + Version : (2 << 20) + Version;

    /// <summary>Whether no later store replaces it.</summary>
    internal bool Stays => Text.StartsWith("stays", StringComparison.Ordinal);

    internal uint ContextSize => (1U << 30) - (uint)Version;

    internal KvcKey Key => KvcKey.OfText(Encoding.UTF8.GetBytes(Text));

    /// <summary>Reads an acknowledgement; null where the line is none.</summary>
    internal static Checkpoint? Acknowledged(string line) =>
        line.Split(' ', 3) is ["stored", var version, var text] ? new Checkpoint(text, int.Parse(version, CultureInfo.InvariantCulture)) : null;

    internal byte[] Payload()
    {
        var bytes = new byte[PayloadBytes];
        new Random(Version).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The whole file, but for the times in its header.</summary>
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
