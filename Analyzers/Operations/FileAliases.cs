using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>The names that a method has for one file.</summary>
internal static class FileAliases
{
    /// <summary>The file, and the locals that are declared as it, or as one of the others, and never become anything else.</summary>
    internal static ImmutableArray<ISymbol> Of(IReadOnlyCollection<IOperation> operations, ISymbol file)
    {
        var names = ImmutableArray.CreateBuilder<ISymbol>();
        names.Add(file);
        foreach (var declarator in operations.OfType<IVariableDeclaratorOperation>())
        {
            // In the order of the source: what a local is declared as has been declared before it.
            if (FileOperations.HolderOf(declarator.GetVariableInitializer()?.Value) is { } holder
                && names.Any(name => FileOperations.Is(name, holder))
                && !StatementOrder.Reassigns(operations, declarator.Symbol))
            {
                names.Add(declarator.Symbol);
            }
        }

        return names.ToImmutable();
    }
}
