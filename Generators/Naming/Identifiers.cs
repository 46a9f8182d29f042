using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Naming;

/// <summary>Identifiers as source must spell them.</summary>
internal static class Identifiers
{
    /// <summary>
    /// Puts an <c>@</c> before a name that the language would read as a keyword: the reserved ones, and <c>await</c>,
    /// which is one inside the async methods that are emitted.
    /// </summary>
    internal static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await" ? "@" + name : name;

    /// <summary>Escapes the name of a type, which must not be a contextual keyword either: <c>class @record</c>.</summary>
    internal static string EscapeType(string name) =>
        SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : Escape(name);
}
