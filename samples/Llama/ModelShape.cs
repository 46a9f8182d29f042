namespace LlamaSample;

/// <summary>The size of a model and of its prompt. Weights are F16.</summary>
internal sealed record ModelShape
{
    /// <summary>136 MiB of weights with the vocabulary, and 128 KiB of state for each token.</summary>
    internal static readonly ModelShape Full = new() { Blocks = 16, Vocabulary = 131_072, PromptTokens = 1_024, RoomBytes = 16 << 20 };

    /// <summary>45 MiB of weights, and 64 KiB of state for each token.</summary>
    internal static readonly ModelShape Small = new() { Blocks = 8, Vocabulary = 20_480, PromptTokens = 640, RoomBytes = 16 << 20 };

    internal int Blocks { get; private init; }

    internal int Vocabulary { get; private init; }

    internal int PromptTokens { get; private init; }

    /// <summary>The memory in bytes that the cgroup's limit leaves for the pages of the saved state.</summary>
    internal long RoomBytes { get; private init; }

    internal int Embedding { get; private init; } = 256;

    internal int Heads { get; private init; } = 16;

    internal int KeyLength { get; private init; } = 128;

    internal int FeedForward { get; private init; } = 256;

    /// <summary>The length of the context: the prompt, and 256 tokens more for the continuation.</summary>
    internal uint ContextTokens => (uint)PromptTokens + 256;

    /// <summary>The tokens of the prompt. They are arbitrary, because the weights are random.</summary>
    internal IEnumerable<int> Prompt => Enumerable.Range(0, PromptTokens).Select(index => 3 + (index * 7_919 % (Vocabulary - 3)));
}
