using KvCache;

namespace Kv.Output;

/// <summary>The header of a cache file in <c>--json</c>. Times are in seconds since 1970; 0 is unknown.</summary>
internal sealed record EntryFacts
{
    public required string Path { get; init; }

    /// <summary>The SHA-1 in the file name, in lower case; absent for another file name.</summary>
    public string? Key { get; init; }

    public required uint Tokens { get; init; }

    public required int QuantBits { get; init; }

    /// <summary>The payload ABI: 2, or 0 for a file of ds4 before May 2026.</summary>
    public required int PayloadAbi { get; init; }

    /// <summary>The id of the model: 0 Flash, 1 Pro, 2 GLM-5.2. Has no meaning if <see cref="PayloadAbi"/> is 0.</summary>
    public required int ModelId { get; init; }

    /// <summary>The name of the model: flash, pro, glm-5.2, or "model N" for an unknown id.</summary>
    public required string Model { get; init; }

    public required string Reason { get; init; }

    public required uint ContextSize { get; init; }

    public required uint Hits { get; init; }

    public required ulong CreatedAt { get; init; }

    public required ulong LastUsed { get; init; }

    /// <summary>The kind of the text: token-text, responses-visible or thinking-visible.</summary>
    public required string KeyKind { get; init; }

    public required bool HasToolMap { get; init; }

    /// <summary>Whether the file is an agent session with a title.</summary>
    public required bool HasTitle { get; init; }

    /// <summary>The title; absent without a title, or if the command did not read it.</summary>
    public string? Title { get; init; }

    /// <summary>Whether the file is an agent session without its payload.</summary>
    public required bool Stripped { get; init; }

    public required uint TextBytes { get; init; }

    public required ulong PayloadBytes { get; init; }

    public required long TrailerBytes { get; init; }

    public required long FileBytes { get; init; }

    /// <summary>The eviction score; present only in a list that is sorted by score.</summary>
    public double? Score { get; init; }

    internal static EntryFacts Of(string path, KvcHeader header, long fileBytes, long contentEnd) => new()
    {
        Path = path,
        Key = KvcKey.TryParseFileName(System.IO.Path.GetFileName(path), out var key) ? key.ToString() : null,
        Tokens = header.Tokens,
        QuantBits = header.QuantBits,
        PayloadAbi = header.PayloadAbi,
        ModelId = header.ModelId,
        Model = KvcModels.NameOf(header.ModelId),
        Reason = header.Reason.Name(),
        ContextSize = header.ContextSize,
        Hits = header.Hits,
        CreatedAt = header.CreatedAt,
        LastUsed = header.LastUsed,
        KeyKind = header.Extensions.KeyKind(),
        HasToolMap = header.Extensions.HasFlag(KvcExtensions.ToolMap),
        HasTitle = header.Extensions.HasFlag(KvcExtensions.SessionTitle),
        Stripped = header.IsStripped,
        TextBytes = header.TextBytes,
        PayloadBytes = header.PayloadBytes,
        TrailerBytes = fileBytes - contentEnd,
        FileBytes = fileBytes,
    };

    internal static EntryFacts Of(KvcEntry entry) => Of(entry.Path, entry.Header, entry.FileBytes, entry.FileBytes - entry.TrailerBytes);

    internal static EntryFacts Of(string directory, in ScannedCheckpoint file) => Of(file.EntryIn(directory));
}

/// <summary>A fault of a file in <c>--json</c>.</summary>
internal sealed record FaultFacts(string Path, string Part, long Offset, string Expected, string Found)
{
    internal static FaultFacts Of(string path, KvcFault fault) => new(path, fault.Kind.ToString(), fault.Offset, fault.Expected, fault.Found);
}
