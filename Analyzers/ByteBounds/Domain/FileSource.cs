using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The places from which a method can get a file.</summary>
internal enum FileSourceKind
{
    Parameter,

    /// <summary>A field or property of <c>this</c>, a parameter that it captured from its primary constructor, or a static member.</summary>
    Member,

    /// <summary>Opened by the method itself. No other object is the same file.</summary>
    Opened,

    /// <summary>A member of another object, or the result of a call. The file may be the file of any other source.</summary>
    Elsewhere,
}

/// <summary>One file that a method can touch, identified by its source.</summary>
internal sealed class FileSource : IEquatable<FileSource>
{
    private FileSource(FileSourceKind kind, ISymbol? symbol, SyntaxNode? site)
    {
        Kind = kind;
        Symbol = symbol;
        Site = site;
    }

    internal FileSourceKind Kind { get; }

    /// <summary>The parameter or the member.</summary>
    internal ISymbol? Symbol { get; }

    /// <summary>The expression that opened or returned the file.</summary>
    internal SyntaxNode? Site { get; }

    /// <summary>Whether the source can be the same open file as another source of the method.</summary>
    internal bool MayBeAnother => Kind != FileSourceKind.Opened;

    internal string Name => Symbol?.Name ?? Site?.ToString() ?? "?";

    internal static FileSource Parameter(IParameterSymbol parameter) => new(FileSourceKind.Parameter, parameter, null);

    internal static FileSource Member(ISymbol member) => new(FileSourceKind.Member, member, null);

    internal static FileSource Opened(SyntaxNode site) => new(FileSourceKind.Opened, null, site);

    internal static FileSource Elsewhere(SyntaxNode site) => new(FileSourceKind.Elsewhere, null, site);

    public bool Equals(FileSource? other) =>
        other is not null && Kind == other.Kind && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol) && Site == other.Site;

    public override bool Equals(object? obj) => Equals(obj as FileSource);

    public override int GetHashCode() =>
        unchecked(((int)Kind * 397) ^ SymbolEqualityComparer.Default.GetHashCode(Symbol) ^ (Site?.GetHashCode() ?? 0));

    public override string ToString() => $"{Kind} {Name}";
}
