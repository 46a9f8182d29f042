using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The value of an expression: a file object, a path, or neither.</summary>
internal readonly record struct SaveValue(FileOrigin? File, string? Path)
{
    internal static SaveValue Of(FileOrigin? file) => new(file, null);
}

/// <summary>The files of a method at one place of its code.</summary>
internal sealed record SaveState
{
    internal static readonly SaveState Empty = new();

    /// <summary>The file objects that variables hold.</summary>
    internal ImmutableDictionary<ISymbol, FileOrigin> Variables { get; init; } = ImmutableDictionary.Create<ISymbol, FileOrigin>(SymbolEqualityComparer.Default);

    /// <summary>The paths that variables hold. Null if a variable can hold one of several.</summary>
    internal ImmutableDictionary<ISymbol, string?> Paths { get; init; } = ImmutableDictionary.Create<ISymbol, string?>(SymbolEqualityComparer.Default);

    internal ImmutableDictionary<FileOrigin, FileState> Files { get; init; } = ImmutableDictionary<FileOrigin, FileState>.Empty;

    /// <summary>The newest file object of each path.</summary>
    internal ImmutableDictionary<string, FileOrigin> ByPath { get; init; } = ImmutableDictionary<string, FileOrigin>.Empty;

    /// <summary>The calls that deleted the file of a path, on all paths of the code.</summary>
    internal ImmutableDictionary<string, IOperation> Deleted { get; init; } = ImmutableDictionary<string, IOperation>.Empty;

    internal FileState? Of(FileOrigin? file) => file is not null && Files.TryGetValue(file, out var state) ? state : null;

    internal FileState? At(string? path) => path is not null && ByPath.TryGetValue(path, out var file) ? Of(file) : null;

    internal SaveState With(FileState file) => this with { Files = Files.SetItem(file.Origin, file) };

    /// <summary>The state where two paths of the code meet.</summary>
    internal static SaveState? Join(SaveState? left, SaveState? right) =>
        left is null ? right : right is null || ReferenceEquals(left, right) ? left : left.Join(right);

    private SaveState Join(SaveState other) => new()
    {
        Variables = Common(Variables, other.Variables),
        Paths = ReferenceEquals(Paths, other.Paths) ? Paths : JoinedPaths(other),
        Files = JoinedFiles(other),
        ByPath = JoinedNames(other),
        Deleted = Common(Deleted, other.Deleted),
    };

    private ImmutableDictionary<ISymbol, string?> JoinedPaths(SaveState other)
    {
        var joined = Paths;
        foreach (var entry in other.Paths)
        {
            joined = Paths.TryGetValue(entry.Key, out var own) && own == entry.Value ? joined : joined.SetItem(entry.Key, null);
        }

        foreach (var entry in Paths)
        {
            joined = other.Paths.ContainsKey(entry.Key) ? joined : joined.SetItem(entry.Key, null);
        }

        return joined;
    }

    /// <summary>
    /// Returns the newest file at each path for which the two states agree: they have the same file, or two files whose data is flushed to
    /// disk in both states or in neither.
    /// </summary>
    private ImmutableDictionary<string, FileOrigin> JoinedNames(SaveState other) => ReferenceEquals(ByPath, other.ByPath)
        ? ByPath
        : ByPath.RemoveRange(ByPath.Where(entry => !other.ByPath.TryGetValue(entry.Key, out var file) || (file != entry.Value && !AreAlike(Of(entry.Value), other.Of(file)))).Select(static entry => entry.Key));

    private static bool AreAlike(FileState? left, FileState? right) =>
        left is { IsCertain: true } && right is { IsCertain: true } && left.IsUnsynced == right.IsUnsynced && left.Closed == right.Closed;

    private ImmutableDictionary<FileOrigin, FileState> JoinedFiles(SaveState other)
    {
        var joined = Files;
        foreach (var entry in other.Files)
        {
            joined = joined.SetItem(entry.Key, Files.TryGetValue(entry.Key, out var own) ? own.Join(entry.Value) : entry.Value);
        }

        return joined;
    }

    private static ImmutableDictionary<TKey, TValue> Common<TKey, TValue>(ImmutableDictionary<TKey, TValue> left, ImmutableDictionary<TKey, TValue> right)
        where TKey : notnull
        where TValue : class => ReferenceEquals(left, right)
        ? left
        : left.RemoveRange(left.Where(entry => !right.TryGetValue(entry.Key, out var other) || other != entry.Value).Select(static entry => entry.Key));
}
