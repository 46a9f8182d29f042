using System.Text;
using KvCache;

namespace Kv.Tests.Infrastructure;

/// <summary>
/// Saves the checkpoints that a test starts with, as <c>kv save --tokens 1</c> does. The test process calls the engine itself, because
/// a process of <c>kv</c> for each checkpoint would take a quarter of the tests' processor time.
/// </summary>
internal static class Checkpoints
{
    private const uint ContextSize = 100_000;

    /// <summary>Saves a checkpoint of one token in a directory, and returns its path. Creates a missing directory.</summary>
    /// <param name="directory">The cache directory.</param>
    /// <param name="text">The text of the checkpoint.</param>
    /// <param name="contextSize">The context size of the session. It determines the size of the file.</param>
    internal static string Save(string directory, string text, uint contextSize = ContextSize)
    {
        var session = new KvSession(QuantBits: 2, contextSize);
        using var payload = SyntheticPayload.OpenRead(tokens: 1, contextSize, layout: session.Layout);
        using var cache = CacheDirectory.Open(directory, new CacheDirectoryOptions { BudgetBytes = 0, Policy = new StorePolicy { MinTokens = 1 } });
        var stored = cache.Store(new StoreRequest
        {
            Text = Encoding.UTF8.GetBytes(text),
            Tokens = 1,
            Session = session,
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReason.Cold,
        });
        Assert.Equal(StoreOutcome.Stored, stored.Outcome);
        return stored.Entry!.Path;
    }
}
