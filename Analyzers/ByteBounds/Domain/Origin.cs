using System.Collections.Immutable;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// What a value depends on: constants alone (no files, not elsewhere), the contents, length or position of files, or
/// something else. It tells a loop that ends with its file from one that its caller ends.
/// </summary>
internal readonly struct Origin(ImmutableHashSet<FileSource>? files, bool elsewhere) : IEquatable<Origin>
{
    internal static readonly Origin Constant = new(null, false);
    internal static readonly Origin Elsewhere = new(null, true);

    internal ImmutableHashSet<FileSource> Files { get; } = files ?? [];

    internal bool IsElsewhere { get; } = elsewhere;

    internal static Origin Of(FileSource file) => new([file], false);

    /// <summary>Whether the value depends on this file, and on nothing but files and constants.</summary>
    internal bool IsOnly(FileSource file) => !IsElsewhere && Files is { Count: 1 } files && files.Contains(file);

    internal bool IsFilesOnly => !IsElsewhere && Files is { IsEmpty: false };

    public static Origin operator |(Origin left, Origin right) =>
        right.Files is null or { IsEmpty: true }
            ? right.IsElsewhere && !left.IsElsewhere ? new(left.Files, true) : left
            : new((left.Files ?? []).Union(right.Files), left.IsElsewhere || right.IsElsewhere);

    public bool Equals(Origin other) =>
        IsElsewhere == other.IsElsewhere && (Files ?? []).SetEquals(other.Files ?? []);

    public override bool Equals(object? obj) => obj is Origin other && Equals(other);

    public override int GetHashCode() => (Files?.Count ?? 0) + (IsElsewhere ? 31 : 0);
}
