namespace Kv.Output;

/// <summary>What <c>kv completion --json</c> prints.</summary>
internal sealed record CompletionDocument
{
    public int Schema { get; init; } = 1;

    public required string Shell { get; init; }

    public required string Script { get; init; }
}
