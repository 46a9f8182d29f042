using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>A parameter or member that looks like the file of a policy, but cannot be it.</summary>
/// <param name="Reason">The rest of a sentence: "'path' is a string".</param>
/// <param name="Action">The action that makes it the file, as a sentence without a period.</param>
internal sealed record NearFile(string Reason, string Action)
{
    /// <summary>Finds the first near file among the parameters of the method, or else among the members of its type. Null if there is none.</summary>
    internal static NearFile? Find(IMethodSymbol method, string? named) =>
        method.Parameters.Where(parameter => IsWanted(parameter, named)).Select(OfParameter).FirstOrDefault(static found => found is not null)
        ?? Members(method).Where(member => IsWanted(member.Symbol, named)).Select(member => OfType(member.Type, member.Symbol.Name)).FirstOrDefault(static found => found is not null);

    private static bool IsWanted(ISymbol symbol, string? named) => named is null || symbol.Name == named;

    private static NearFile? OfParameter(IParameterSymbol parameter) =>
        parameter.RefKind == RefKind.Out && StreamTypes.KindOf(parameter.Type) is not (null or FileKind.Path)
            ? new($"'{parameter.Name}' is an out parameter, and the file is unknown when the method starts", $"Set File = nameof({parameter.Name}), which follows the file after the call, or put the attribute on the method that reads or writes it")
            : OfType(parameter.Type, parameter.Name);

    private static NearFile? OfType(ITypeSymbol type, string name) => type switch
    {
        { SpecialType: SpecialType.System_String } => IsPathName(name) ? new($"'{name}' is a string", $"If it is a path, set File = nameof({name})") : null,
        { Name: "FileInfo" or "DirectoryInfo" } when type.IsIn("System.IO") => new($"'{name}' is a {type.Name}", $"Set File = nameof({name})"),
        _ when StreamTypes.IsMemory(type) => new($"'{name}' is a {type.Name}, which has no pages in the page cache", "Pass a FileStream"),
        _ when StreamTypes.IsUnknownStream(type) => new($"the runtime does not find the file inside '{type.Name}'", "Pass the FileStream too, and name it with File = nameof(...)"),
        _ => null,
    };

    /// <summary>Whether a string can be a path by its name. Most strings are no paths.</summary>
    private static bool IsPathName(string name) =>
        name.IndexOf("path", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("file", StringComparison.OrdinalIgnoreCase) >= 0;

    private static IEnumerable<(ISymbol Symbol, ITypeSymbol Type)> Members(IMethodSymbol method) => method.ContainingType.GetMembers()
        .Where(member => !member.IsImplicitlyDeclared && (member.IsStatic || !method.IsStatic))
        .Select(static member => (member, Type: member switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol { IsIndexer: false } property => property.Type,
            _ => null,
        }))
        .Where(static member => member.Type is not null)
        .Select(static member => (member.member, member.Type!));
}
