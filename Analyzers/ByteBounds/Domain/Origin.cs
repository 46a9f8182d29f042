using System.Collections.Immutable;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// The dependencies of a value: only constants (no files, and not elsewhere), the content, length or position of files, or
/// something else. They distinguish a loop that its file ends from a loop that its caller ends.
/// </summary>
internal readonly struct Origin(ImmutableHashSet<FileSource>? files, bool elsewhere, bool isReadTotal = false) : IEquatable<Origin>
{
    internal static readonly Origin Constant = new(null, false);
    internal static readonly Origin Elsewhere = new(null, true);

    internal ImmutableHashSet<FileSource> Files { get; } = files ?? [];

    internal bool IsElsewhere { get; } = elsewhere;

    /// <summary>
    /// Whether the value adds the results of reads, which may be less than requested. A loop on such a total can have one
    /// iteration per byte.
    /// </summary>
    internal bool IsReadTotal { get; } = isReadTotal;

    internal Origin AsReadTotal => IsReadTotal ? this : new(Files, IsElsewhere, true);

    internal static Origin Of(FileSource file) => new([file], false);

    /// <summary>Whether the value depends on this file, and on nothing except files and constants.</summary>
    internal bool IsOnly(FileSource file) => !IsElsewhere && Files is { Count: 1 } files && files.Contains(file);

    internal bool IsFilesOnly => !IsElsewhere && Files is { IsEmpty: false };

    public static Origin operator |(Origin left, Origin right)
    {
        var isReadTotal = left.IsReadTotal || right.IsReadTotal;
        return right.Files is null or { IsEmpty: true }
            ? (right.IsElsewhere && !left.IsElsewhere) || isReadTotal != left.IsReadTotal ? new(left.Files, left.IsElsewhere || right.IsElsewhere, isReadTotal) : left
            : new(Union(left.Files, right.Files), left.IsElsewhere || right.IsElsewhere, isReadTotal);
    }

    public bool Equals(Origin other) =>
        IsElsewhere == other.IsElsewhere && IsReadTotal == other.IsReadTotal
        && (ReferenceEquals(Files, other.Files) || (Files ?? []).SetEquals(other.Files ?? []));

    private static ImmutableHashSet<FileSource> Union(ImmutableHashSet<FileSource>? left, ImmutableHashSet<FileSource> right) =>
        left is null or { IsEmpty: true } || ReferenceEquals(left, right) ? right : left.Union(right);

    public override bool Equals(object? obj) => obj is Origin other && Equals(other);

    public override int GetHashCode() => (Files?.Count ?? 0) + (IsElsewhere ? 31 : 0);
}
