using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Naming;

/// <summary>Escapes identifiers for generated source.</summary>
internal static class Identifiers
{
    /// <summary>
    /// Adds an <c>@</c> to a reserved keyword, and to <c>await</c>, which is a keyword in async wrappers.
    /// </summary>
    internal static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "await" ? "@" + name : name;

    /// <summary>Escapes the name of a type, which must not be a contextual keyword: <c>class @record</c>.</summary>
    internal static string EscapeType(string name) =>
        SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : Escape(name);
}
