using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds lazy sequences that read a file when they are enumerated.</summary>
internal sealed class LazySequences
{
    private readonly List<IOperation> _operations;

    // The file, its local names, and the readers over it.
    private readonly HashSet<ISymbol> _names = new(SymbolEqualityComparer.Default);

    internal LazySequences(IEnumerable<IOperation> operations, ISymbol file)
    {
        _operations = [.. operations];
        _names.UnionWith(FileAliases.Of(_operations, file));
        foreach (var declarator in _operations.OfType<IVariableDeclaratorOperation>())
        {
            if (StreamTypes.FindNearest(declarator.Symbol.Type) is not null && declarator.GetVariableInitializer()?.Value is { } value && Mentions(value))
            {
                _names.Add(declarator.Symbol);
            }
        }
    }

    /// <summary>Gets the first lazy sequence that the method returns. Null if there is none.</summary>
    internal SyntaxNode? FirstReturned() => _operations
        .OfType<IReturnOperation>()
        .Where(static statement => !StatementOrder.IsInNestedFunction(statement) && statement.ReturnedValue is not null)
        .Where(statement => IsLazy(statement.ReturnedValue!, depth: 0))
        .Select(static statement => statement.ReturnedValue!.Syntax)
        .FirstOrDefault();

    private bool IsLazy(IOperation value, int depth) => depth < 10 && FileOperations.Unconverted(value) switch
    {
        ITranslatedQueryOperation query => IsLazy(query.Operation, depth + 1),
        ILocalReferenceOperation local => InitializerOf(local.Local) is { } initializer && IsLazy(initializer, depth + 1),
        IConditionalOperation { WhenFalse: { } whenFalse } choice => IsLazy(choice.WhenTrue, depth + 1) || IsLazy(whenFalse, depth + 1),
        ICoalesceOperation coalesce => IsLazy(coalesce.Value, depth + 1) || IsLazy(coalesce.WhenNull, depth + 1),
        IInvocationOperation call => IsLazyCall(call, depth),
        _ => false,
    };

    private bool IsLazyCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (method is { Name: "ReadLines" or "ReadLinesAsync", ContainingType: { Name: "File" } type } && type.IsIn("System.IO"))
        {
            return call.Arguments.Any(argument => Mentions(argument.Value));
        }

        if (method.ContainingType is { Name: "Enumerable" or "Queryable" or "ParallelEnumerable" } linq && linq.IsIn("System.Linq"))
        {
            return !IsEager(method) && call.Arguments.Any(argument => IsLazy(argument.Value, depth + 1) || (IsDelegate(argument) && Mentions(argument.Value)));
        }

        // Any other iterator is lazy if it receives the file, or belongs to the object that holds the file.
        return IteratorSyntax.IsIterator(method.OriginalDefinition)
            && (call.Arguments.Any(argument => Mentions(argument.Value)) || (call.Instance is IInstanceReferenceOperation && _names.Any(static name => name is IFieldSymbol or IPropertySymbol)));
    }

    /// <summary>
    /// Whether the LINQ operator enumerates its source before it returns. Its name starts with <c>To</c>, or its result type is neither an
    /// interface nor <c>ParallelQuery</c>.
    /// </summary>
    private static bool IsEager(IMethodSymbol method) =>
        method.Name.StartsWith("To", StringComparison.Ordinal)
        || method.ReturnType is not INamedTypeSymbol { TypeKind: TypeKind.Interface } and not INamedTypeSymbol { Name: "ParallelQuery" };

    private static bool IsDelegate(IArgumentOperation argument) => FileOperations.Unconverted(argument.Value) is IDelegateCreationOperation or IAnonymousFunctionOperation;

    private bool Mentions(IOperation value) => value.DescendantsAndSelf().Any(operation => FileOperations.VariableOf(operation) is { } holder && _names.Contains(holder));

    private IOperation? InitializerOf(ILocalSymbol local) => _operations
        .OfType<IVariableDeclaratorOperation>()
        .FirstOrDefault(declarator => FileOperations.Is(declarator.Symbol, local))
        ?.GetVariableInitializer()?.Value;
}
