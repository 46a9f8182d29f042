using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Reads the policies of a method from its attributes, in source or in metadata.</summary>
internal static class PolicyReader
{
    /// <summary>
    /// Gets the policies of a method, type or assembly, in the order of its attributes. Empty for a method with <c>[ReplacesFile]</c>.
    /// </summary>
    /// <remarks>
    /// On a method with <c>[ReplacesFile]</c>, <c>[DropPagesAfterFullWrite]</c> is an option of the replacement
    /// (<see cref="ReplacedFile"/>).
    /// </remarks>
    internal static ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Read(ISymbol member) =>
        ReadAll(member) is { IsEmpty: false } found && ReplacedFile.AttributeOf(member) is null ? found : [];

    /// <summary>Gets the policies of a method, type or assembly, including those of a method with <c>[ReplacesFile]</c>.</summary>
    internal static ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> ReadAll(ISymbol member)
    {
        ImmutableArray<(PolicyOptions, AttributeData)>.Builder? found = null;
        foreach (var attribute in member.GetAttributes())
        {
            if (Read(attribute) is { } options)
            {
                options = member is IAssemblySymbol
                    ? options with { Method = options.Method ?? "" }
                    : options with { On = null, Method = null, IsMisplaced = options.On is not null || options.Method is not null };
                (found ??= ImmutableArray.CreateBuilder<(PolicyOptions, AttributeData)>()).Add((options, attribute));
            }
        }

        return found is null ? [] : found.ToImmutable();
    }

    internal static PolicyOptions? Read(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { ContainingNamespace: { Name: PolicyNames.Namespace, ContainingNamespace.IsGlobalNamespace: true } } type
            || PolicyNames.KindOf(PolicyNames.Namespace + "." + type.Name) is not { } kind)
        {
            return null;
        }

        var options = new PolicyOptions(kind);
        foreach (var argument in attribute.NamedArguments)
        {
            options = (argument.Key, argument.Value.Value) switch
            {
                (nameof(PolicyOptions.File), string file) => options with { File = file },
                (nameof(PolicyOptions.Opened), bool opened) => options with { Opened = opened },
                (nameof(PolicyOptions.Recurse), bool recurse) => options with { Recurse = recurse },
                (nameof(PolicyOptions.AccessedRangeOnly), bool only) => options with { AccessedRangeOnly = only },
                (nameof(PolicyOptions.WindowBytes), int bytes) => options with { WindowBytes = bytes },
                (nameof(PolicyOptions.Durable), bool durable) => options with { Durable = durable },
                (nameof(PolicyOptions.PreserveCached), bool preserve) => options with { PreserveCached = preserve },
                (nameof(PolicyOptions.Mode), int mode) => options with { Mode = (DropBehindMode)mode },
                (nameof(PolicyOptions.Background), bool background) => options with { Background = background },
                (nameof(PolicyOptions.MaxBytes), int bytes) => options with { MaxBytes = bytes },
                (nameof(PolicyOptions.KeepPagesVariable), string variable) => options with { KeepPagesVariable = variable },
                (nameof(PolicyOptions.When), string when) => options with { When = when },
                (nameof(PolicyOptions.On), ITypeSymbol on) => options with { On = on.OriginalDefinition.ToDisplayString() },
                (nameof(PolicyOptions.Method), string method) => options with { Method = method },
                _ => options,
            };
        }

        return options;
    }
}
