using System.Collections.Immutable;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// The dependencies of a value: the content, length or position of files, and external data. Data is external if it is neither a constant
/// nor from a file: a parameter, a field, or the result of unknown code. A value without any dependency is constant. The origins of
/// a loop's conditions show whether the loop ends with its file, or when the caller says so.
/// </summary>
internal readonly struct Origin(ImmutableHashSet<FileSource>? files, bool isExternal, bool isReadTotal = false) : IEquatable<Origin>
{
    internal static readonly Origin Constant = new(null, false);
    internal static readonly Origin External = new(null, true);

    internal ImmutableHashSet<FileSource> Files { get; } = files ?? [];

    /// <summary>Whether the value depends on data that is neither a constant nor from a file.</summary>
    internal bool IsExternal { get; } = isExternal;

    /// <summary>
    /// Whether the value is a sum of byte counts that reads returned. A read can return fewer bytes than requested, so a loop that
    /// ends when such a sum reaches a limit can have one iteration per byte.
    /// </summary>
    internal bool IsReadTotal { get; } = isReadTotal;

    /// <summary>The same origin, with <see cref="IsReadTotal"/>.</summary>
    internal Origin MarkedAsReadTotal => IsReadTotal ? this : new(Files, IsExternal, true);

    internal static Origin Of(FileSource file) => new([file], false);

    /// <summary>Whether the value depends on this file, and on nothing except files and constants.</summary>
    internal bool IsOnly(FileSource file) => !IsExternal && Files is { Count: 1 } files && files.Contains(file);

    /// <summary>Whether the value depends on at least one file, and on nothing except files and constants.</summary>
    internal bool DependsOnFilesOnly => !IsExternal && Files is { IsEmpty: false };

    public static Origin operator |(Origin left, Origin right)
    {
        var isReadTotal = left.IsReadTotal || right.IsReadTotal;
        return right.Files is null or { IsEmpty: true }
            ? (right.IsExternal && !left.IsExternal) || isReadTotal != left.IsReadTotal ? new(left.Files, left.IsExternal || right.IsExternal, isReadTotal) : left
            : new(Union(left.Files, right.Files), left.IsExternal || right.IsExternal, isReadTotal);
    }

    public bool Equals(Origin other) =>
        IsExternal == other.IsExternal && IsReadTotal == other.IsReadTotal
        && (ReferenceEquals(Files, other.Files) || (Files ?? []).SetEquals(other.Files ?? []));

    private static ImmutableHashSet<FileSource> Union(ImmutableHashSet<FileSource>? left, ImmutableHashSet<FileSource> right) =>
        left is null or { IsEmpty: true } || ReferenceEquals(left, right) ? right : left.Union(right);

    public override bool Equals(object? obj) => obj is Origin other && Equals(other);

    public override int GetHashCode() => (Files?.Count ?? 0) + (IsExternal ? 31 : 0);
}
