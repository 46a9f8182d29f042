using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Operations;

/// <summary>Finds the code with which a method closes a file each time the method runs: directly, or by a reader, writer or compressor over the file.</summary>
internal static class FileClosing
{
    /// <summary>Gets the first place that closes the file, and whether a reader, writer or compressor does it.</summary>
    internal static (SyntaxNode? Place, bool IsWrapper) Find(IReadOnlyCollection<IOperation> operations, ISymbol file)
    {
        var names = FileAliases.Of(operations, file);
        return operations.SelectMany(operation => names.Select(name => Closing(operation, name, names))).FirstOrDefault(static closing => closing.Place is not null);
    }

    private static (SyntaxNode? Place, bool IsWrapper) Closing(IOperation operation, ISymbol file, ImmutableArray<ISymbol> names)
    {
        if (!StatementOrder.IsUnconditional(operation, condition => names.Any(name => FileGuards.IsGuard(condition, name))))
        {
            return default;
        }

        return operation switch
        {
            IUsingOperation { Resources: not IVariableDeclarationGroupOperation } statement => OfResource(statement.Resources, file),
            IUsingOperation { Resources: IVariableDeclarationGroupOperation group } => OfDeclaration(group, file),
            IUsingDeclarationOperation { DeclarationGroup: var group } => OfDeclaration(group, file),
            IInvocationOperation { TargetMethod: { Name: "Dispose" or "Close" or "DisposeAsync", Parameters.IsEmpty: true }, Instance: { } instance }
                when !operation.IsImplicit && IsOwnMember(instance) && FileOperations.Is(FileOperations.VariableOf(instance), file) => (operation.Syntax, false),
            _ => default,
        };
    }

    private static (SyntaxNode? Place, bool IsWrapper) OfDeclaration(IVariableDeclarationGroupOperation group, ISymbol file) => group.Declarations
        .SelectMany(static declaration => declaration.Declarators)
        .Select(declarator => OfResource(declarator.GetVariableInitializer()?.Value, file))
        .FirstOrDefault(static found => found.Place is not null);

    private static (SyntaxNode? Place, bool IsWrapper) OfResource(IOperation? resource, ISymbol file) => FileOperations.Unconverted(resource) switch
    {
        { } reference when IsOwnMember(reference) && FileOperations.Is(FileOperations.VariableOf(reference), file) => (reference.Syntax, false),
        IObjectCreationOperation creation when StreamTypes.Find(creation.Type) is { ClosesStream: true } && Closes(creation, file) => (creation.Syntax, true),
        _ => default,
    };

    /// <summary>Whether the operation is the file's variable itself, and not the handle or the inner stream of its value.</summary>
    private static bool IsOwnMember(IOperation operation) =>
        FileOperations.Unconverted(operation) is not IPropertyReferenceOperation { Property.Name: "SafeFileHandle" or "BaseStream" };

    private static bool Closes(IObjectCreationOperation creation, ISymbol file) =>
        creation.Arguments.Any(argument => TypeFacts.IsStream(argument.Parameter?.Type) && FileOperations.Is(FileOperations.VariableOf(argument.Value), file))
        && creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "leaveOpen") is null or { Value.ConstantValue: { HasValue: true, Value: false } };
}
