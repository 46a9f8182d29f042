using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>The references in a body, by the variable that they refer to. One pass over the body creates the index.</summary>
internal sealed class ReferenceIndex
{
    private readonly Dictionary<ISymbol, List<IOperation>> _references = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, int> _writes = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _delegated = new(SymbolEqualityComparer.Default);

    internal ReferenceIndex(IOperation body)
    {
        foreach (var operation in body.Descendants())
        {
            switch (operation)
            {
                case ILocalReferenceOperation local:
                    Add(local.Local, local);
                    break;
                case IParameterReferenceOperation parameter:
                    Add(parameter.Parameter, parameter);
                    break;
                case IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } function }:
                    _delegated.Add(function.OriginalDefinition);
                    break;
            }
        }
    }

    internal IReadOnlyList<IOperation> ReferencesTo(ISymbol variable) => _references.TryGetValue(variable, out var found) ? found : [];

    /// <summary>Whether the variable has a single value: no code assigns it after its declaration, except one assignment of a local without an initial value.</summary>
    internal bool HasOneValue(ISymbol variable) =>
        !_writes.TryGetValue(variable, out var writes)
        || (writes == 1 && variable is ILocalSymbol { DeclaringSyntaxReferences: [var declaration] } && declaration.GetSyntax() is VariableDeclaratorSyntax { Initializer: null });

    /// <summary>Whether the body creates a delegate of the local function, so the function can run at any time.</summary>
    internal bool IsDelegated(IMethodSymbol function) => _delegated.Contains(function.OriginalDefinition);

    private void Add(ISymbol variable, IOperation reference)
    {
        if (!_references.TryGetValue(variable, out var found))
        {
            _references.Add(variable, found = []);
        }

        found.Add(reference);
        if (IsWritten(reference))
        {
            _writes[variable] = _writes.TryGetValue(variable, out var writes) ? writes + 1 : 1;
        }
    }

    private static bool IsWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation argument => argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out },
        ITupleOperation => true,
        _ => false,
    };
}
