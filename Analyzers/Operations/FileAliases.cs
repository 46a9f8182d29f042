using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the local names of a file.</summary>
internal static class FileAliases
{
    /// <summary>Gets the file, and the locals that are initialized with it and never assigned later.</summary>
    internal static ImmutableArray<ISymbol> Of(IReadOnlyCollection<IOperation> operations, ISymbol file)
    {
        var names = ImmutableArray.CreateBuilder<ISymbol>();
        names.Add(file);
        foreach (var (local, value) in operations.Select(Declared))
        {
            // A local is declared before its use, so one pass in source order finds all.
            if (local is not null
                && FileOperations.VariableOf(value) is { } holder
                && names.Any(name => FileOperations.Is(name, holder))
                && !StatementOrder.Reassigns(operations, local))
            {
                names.Add(local);
            }
        }

        return names.ToImmutable();
    }

    private static (ISymbol? Local, IOperation? Value) Declared(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value),
        IIsPatternOperation { Pattern: IDeclarationPatternOperation { DeclaredSymbol: { } local } } match => (local, match.Value),
        IIsPatternOperation { Pattern: IRecursivePatternOperation { DeclaredSymbol: { } local } } match => (local, match.Value),
        _ => default,
    };
}
