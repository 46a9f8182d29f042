using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP201: the method closes the policy's file: when the hint is due, there is no open file to give it to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedFileAnalyzer() : PolicyAnalyzer(ClosedFile)
{
    /// <summary>What closes the stream that it was made over, unless it is told to leave it open.</summary>
    private static readonly ImmutableHashSet<string> Wrappers =
    [
        "BinaryReader", "BinaryWriter", "StreamReader", "StreamWriter", "BufferedStream", "GZipStream", "DeflateStream", "ZLibStream", "BrotliStream", "CryptoStream", "ZipArchive",
    ];

    private static readonly DiagnosticDescriptor ClosedFile = new(
        RuleIdentifiers.ClosedFile,
        "The file is closed before the hint can run",
        "{0} on '{1}' does nothing: line {2} closes '{3}' before the hint, which comes when the method returns; {4}",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The hint goes to an open file. Where the method closes it, the carrier has none left.",
        RuleHelp.UriOf(RuleIdentifiers.ClosedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, _) in body.Policies)
        {
            if (options is { Kind: not PolicyKind.HeaderOnly, Background: false }
                && body.FileOf(options) is { } file
                && FileCandidates.Find(body.Method, options.File) is [{ Place: not FilePlace.Result } candidate]
                && !HasWindows(body.Method, options, candidate)
                && body.Operations.Select(operation => Closing(operation, file)).FirstOrDefault(static closing => closing.Place is not null) is { Place: { } place } found)
            {
                body.Report(Diagnostic.Create(
                    ClosedFile,
                    place.GetLocation(),
                    PolicyWords.AttributeOf(options.Kind),
                    body.Method.Name,
                    place.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                    candidate.Name,
                    found.IsWrapper ? "leave it open (leaveOpen: true)" : "leave the closing to the caller, or name the file by its path"));
            }
        }
    });

    /// <summary>A wrapper that drops behind the method gives its hint when it is closed.</summary>
    private static bool HasWindows(IMethodSymbol method, PolicyOptions options, FileCandidate file) =>
        options.RequestedWindow > 0 && FileCandidates.IsWrappable(method, file);

    private static (SyntaxNode? Place, bool IsWrapper) Closing(IOperation operation, ISymbol file)
    {
        if (!Sequence.IsUnconditional(operation))
        {
            return default;
        }

        return operation switch
        {
            IUsingOperation { Resources: not IVariableDeclarationGroupOperation } statement => OfResource(statement.Resources, file),
            IUsingOperation { Resources: IVariableDeclarationGroupOperation group } => OfDeclaration(group, file),
            IUsingDeclarationOperation { DeclarationGroup: var group } => OfDeclaration(group, file),
            IInvocationOperation { TargetMethod: { Name: "Dispose" or "Close" or "DisposeAsync", Parameters.IsEmpty: true }, Instance: { } instance }
                when !operation.IsImplicit && IsOwnMember(instance) && FileUse.Is(FileUse.HolderOf(instance), file) => (operation.Syntax, false),
            _ => default,
        };
    }

    private static (SyntaxNode? Place, bool IsWrapper) OfDeclaration(IVariableDeclarationGroupOperation group, ISymbol file) => group.Declarations
        .SelectMany(static declaration => declaration.Declarators)
        .Select(declarator => OfResource(declarator.GetVariableInitializer()?.Value, file))
        .FirstOrDefault(static found => found.Place is not null);

    private static (SyntaxNode? Place, bool IsWrapper) OfResource(IOperation? resource, ISymbol file) => FileUse.Unconverted(resource) switch
    {
        { } reference when IsOwnMember(reference) && FileUse.Is(FileUse.HolderOf(reference), file) => (reference.Syntax, false),
        IObjectCreationOperation { Type.Name: var name } creation when Wrappers.Contains(name) && IsOfPlatform(creation.Type) && Closes(creation, file) => (creation.Syntax, true),
        _ => default,
    };

    /// <summary>The variable itself, not something that is taken from it.</summary>
    private static bool IsOwnMember(IOperation operation) =>
        FileUse.Unconverted(operation) is not IPropertyReferenceOperation { Property.Name: "SafeFileHandle" or "BaseStream" };

    private static bool Closes(IObjectCreationOperation creation, ISymbol file) =>
        creation.Arguments.Any(argument => FileUse.IsStream(argument.Parameter?.Type) && FileUse.Is(FileUse.HolderOf(argument.Value), file))
        && creation.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "leaveOpen") is null or { Value.ConstantValue: { HasValue: true, Value: false } };

    private static bool IsOfPlatform(ITypeSymbol? type) =>
        type?.ContainingNamespace?.ToDisplayString() is "System.IO" or "System.IO.Compression" or "System.Security.Cryptography";
}
