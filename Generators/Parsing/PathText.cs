using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Formats the parts of a dotted name, and the conversion of a value to its path.</summary>
/// <remarks>The text reads fields and properties, and calls nothing except the conversion. <c>?.</c> follows each part that can be null.</remarks>
internal static class PathText
{
    /// <summary>
    /// Adds the parts of a dotted name after the first, and the conversion to a path, to the expression <paramref name="root"/>. If the name
    /// has no dots, <paramref name="root"/> is the expression for the whole file.
    /// </summary>
    internal static FileExpression Complete(IMethodSymbol method, FileCandidate file, FileExpression root)
    {
        var type = TypeOf(method, file, out var parts, out var canBeNull);
        return file.Conversion switch
        {
            PathConversion.FullName => root with { Suffix = parts + "?.FullName" },
            PathConversion.Implicit when canBeNull || DottedFile.CanBeNull(type) => root with { Suffix = $"{parts} switch {{ {{ }} {Variable(method)} => (string?){Variable(method)}, _ => null }}" },
            PathConversion.Implicit => root with { Prefix = "(string?)", Suffix = parts },
            _ => root with { Suffix = parts },
        };
    }

    /// <summary>Gets the type of the file, and for a dotted name the text of all parts after the first.</summary>
    private static ITypeSymbol? TypeOf(IMethodSymbol method, FileCandidate file, out string parts, out bool canBeNull)
    {
        (parts, canBeNull) = ("", false);
        switch (file.Place)
        {
            case FilePlace.Dotted:
                var dotted = DottedFile.Find(method, file.Name);
                parts = Members(dotted, out canBeNull);
                return TypeFacts.TypeOfVariable(dotted.Parts[dotted.Parts.Length - 1]);
            case FilePlace.Parameter:
                return FileCandidates.ParametersOf(method).FirstOrDefault(parameter => parameter.Name == file.Name)?.Type;
            case FilePlace.PrimaryParameter:
                return DottedFile.PrimaryParameters(method).FirstOrDefault(parameter => parameter.Name == file.Name)?.Type;
            default:
                return TypeFacts.TypeOfVariable(FileCandidates.MemberOf(method, file));
        }
    }

    /// <summary>Formats all parts after the first.</summary>
    internal static string Members(DottedFile file, out bool canBeNull)
    {
        var text = "";
        canBeNull = false;
        for (var i = 1; i < file.Parts.Length; i++)
        {
            var isTested = DottedFile.CanBeNull(TypeFacts.TypeOfVariable(file.Parts[i - 1]));
            text += (isTested ? "?." : ".") + Identifiers.Escape(file.Parts[i].Name);
            canBeNull |= isTested;
        }

        return text;
    }

    /// <summary>Gets a name for the pattern variable that no parameter has (CS0136).</summary>
    private static string Variable(IMethodSymbol method) =>
        new UniqueNames([.. method.Parameters.Select(static parameter => parameter.Name), .. DottedFile.PrimaryParameters(method).Select(static parameter => parameter.Name)]).Reserve("convertible");
}
