namespace Kv.Output;

/// <summary>The JSON document of <c>kv completion --json</c>.</summary>
internal sealed record CompletionDocument
{
    public int Schema { get; init; } = 1;

    public required string Shell { get; init; }

    public required string Script { get; init; }
}
