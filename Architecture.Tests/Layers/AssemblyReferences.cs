using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Architecture.Tests.Layers;

/// <summary>Finds references from one source directory of an assembly to another.</summary>
internal static partial class AssemblyReferences
{
    /// <param name="module">The compiled assembly.</param>
    /// <param name="directoryOf">Gets the directory of an outermost type by its name; null for a generated type.</param>
    internal static IEnumerable<Reference> Of(ModuleDefinition module, Func<string, string?> directoryOf) =>
        from type in module.GetTypes()
        let user = directoryOf(Outermost(type).FullName)
        where user is not null
        from reference in TypeReferences.Of(type)
        let target = Outermost(reference.Target)
        let used = directoryOf(target.FullName)
        where used is not null && used != user
        select new Reference(user, Readable(type, reference.Member), used, target.FullName);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Gets the type and member as the source names them. For a lambda or an async method, the compiler puts the method's name in angle brackets.</summary>
    private static string Readable(TypeDefinition type, string member)
    {
        if (type.DeclaringType is { } outer && type.Name.StartsWith('<'))
        {
            return Readable(outer, Written(member) ?? Written(type.Name) ?? member);
        }

        return $"{type.FullName}.{(Written(member) ?? member).TrimStart('.')}";
    }

    private static string? Written(string name) => Mangled().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^<+([^<>]+)>")]
    private static partial Regex Mangled();
}
