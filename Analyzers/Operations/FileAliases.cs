using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the local names of a file.</summary>
internal static class FileAliases
{
    /// <summary>Gets the file, and the locals that are initialized with it and never assigned.</summary>
    internal static ImmutableArray<ISymbol> Of(IReadOnlyCollection<IOperation> operations, ISymbol file)
    {
        var names = ImmutableArray.CreateBuilder<ISymbol>();
        names.Add(file);
        foreach (var declarator in operations.OfType<IVariableDeclaratorOperation>())
        {
            // A local is declared before its use, so one pass in source order finds all.
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
