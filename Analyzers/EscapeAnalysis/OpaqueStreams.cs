using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>Finds streams in which the runtime cannot find the file that they read or write.</summary>
internal sealed class OpaqueStreams(Compilation compilation)
{
    private readonly Lazy<WrapperRegistrations> _registrations = new(() => new WrapperRegistrations(compilation));

    /// <summary>Describes the stream for a message. Null if the runtime may find a file in the value.</summary>
    internal string? Describe(IOperation value, CancellationToken cancellation) => FileOperations.Unconverted(value) switch
    {
        // A reader, a buffer or a compressor over an opaque stream.
        IObjectCreationOperation { Arguments: [var inner, ..] } creation when StreamTypes.Find(creation.Type) is { Kind: not null, IsMadeOverStream: true } => Describe(inner.Value, cancellation),
        IInvocationOperation { TargetMethod: { Name: "Open" or "OpenAsync", ContainingType: { Name: "ZipArchiveEntry" } type } } when type.IsIn("System.IO.Compression") => "the stream of a ZipArchiveEntry",
        IInvocationOperation { TargetMethod: { Name: "AsStream", ContainingType: { Name: "PipeReader" or "PipeWriter" } type } } when type.IsIn("System.IO.Pipelines") => $"the stream of a {type.Name}",
        IAwaitOperation { Operation: { } task } => Describe(task, cancellation),
        ILocalReferenceOperation { Local: var local } reference when OfType(local.Type) is null && ValueOf(local, reference, cancellation) is { } initializer => Describe(initializer, cancellation),
        { Type: { } type } => OfType(type),
        _ => null,
    };

    private string? OfType(ITypeSymbol type) =>
        StreamTypes.FindNearest(type) is { Name: "CryptoStream" } || (StreamTypes.IsUnknownStream(type) && !type.IsAbstract && !StreamTypes.IsNoFile(type))
            ? StreamTypes.ShowsInnerStream(type) || _registrations.Value.Contain(type) ? null : $"'{type.Name}'"
            : null;

    /// <summary>Gets the initial value of a local that the code never assigns again.</summary>
    private static IOperation? ValueOf(ILocalSymbol local, IOperation use, CancellationToken cancellation)
    {
        if (local.DeclaringSyntaxReferences is not [var declaration]
            || declaration.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer.Value: { } value }
            || use.SemanticModel is not { } model
            || model.SyntaxTree != value.SyntaxTree)
        {
            return null;
        }

        var root = use;
        while (root.Parent is { } outer)
        {
            root = outer;
        }

        return StatementOrder.Reassigns(root.DescendantsAndSelf(), local) ? null : model.GetOperation(value, cancellation);
    }
}
