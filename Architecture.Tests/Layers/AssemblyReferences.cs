using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Architecture.Tests.Layers;

/// <summary>What the folders of an assembly's source refer to in one another.</summary>
internal static partial class AssemblyReferences
{
    /// <param name="module">The compiled assembly.</param>
    /// <param name="folderOf">The folder of an outermost type, by its name; null for one that a generator wrote.</param>
    internal static IEnumerable<Reference> Of(ModuleDefinition module, Func<string, string?> folderOf) =>
        from type in module.GetTypes()
        let user = folderOf(Outermost(type).FullName)
        where user is not null
        from reference in TypeReferences.Of(type)
        let target = Outermost(reference.Target)
        let used = folderOf(target.FullName)
        where used is not null && used != user
        select new Reference(user, Readable(type, reference.Member), used, target.FullName);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Type and member as they are written: what the compiler made of a lambda or an async method has the method's name in angle brackets.</summary>
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
