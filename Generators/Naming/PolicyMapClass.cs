using System.Text;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Naming;

/// <summary>The name of the class with the policy map.</summary>
internal static class PolicyMapClass
{
    private const string Name = "PolicyMap";

    /// <summary>
    /// Gets the name. It starts with the name of the assembly if the assembly sees the internal map of a reference. Two classes with
    /// one name would be a warning at each use (CS0436).
    /// </summary>
    internal static string In(Compilation compilation)
    {
        var access = new GeneratedCodeAccess(compilation);
        return compilation.GetTypesByMetadataName("IoPolicy.Generated." + Name)
            .Any(type => !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly) && access.CanNameType(type))
            ? Identifier(compilation.AssemblyName ?? "") + Name
            : Name;
    }

    private static string Identifier(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name.Where(SyntaxFacts.IsIdentifierPartCharacter))
        {
            text.Append(letter);
        }

        return text.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(text[0]) ? text.ToString() : "_" + text;
    }
}
