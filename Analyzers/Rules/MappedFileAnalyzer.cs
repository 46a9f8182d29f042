using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP202: the method maps the policy's file, and the mapping outlives the method. The mapped pages stay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MappedFileAnalyzer() : PolicyAnalyzer(MappedFile)
{
    private static readonly DiagnosticDescriptor MappedFile = new(
        RuleIdentifiers.MappedFile,
        title: "The mapping of the file outlives the method",
        messageFormat: "{0} on '{1}' cannot drop the pages of '{2}' that line {3} maps, because the mapping outlives the method. Dispose of the mapping in the method, or remove the attribute.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "POSIX_FADV_DONTNEED does not drop a page that a process has mapped and touched.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MappedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, _) in body.Policies)
        {
            if (options.Kind == PolicyKind.HeaderOnly
                || FileCandidates.Find(body.Method, options) is not [{ Place: not FilePlace.Result } candidate]
                || FileOf(body, options, candidate) is not { } file)
            {
                continue;
            }

            var operations = body.Operations.ToList();
            var names = FileAliases.Of(operations, file);
            foreach (var call in operations.OfType<IInvocationOperation>())
            {
                if (names.Any(name => IsMapping(call, name)) && OutlivesTheMethod(call, operations))
                {
                    body.Report(Diagnostic.Create(
                        MappedFile,
                        call.Syntax.GetLocation(),
                        PolicyNames.Bracketed(options.Kind),
                        body.Method.Name,
                        candidate.Name,
                        call.Syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1));
                }
            }
        }
    });

    private static ISymbol? FileOf(PolicyBodyContext body, PolicyOptions options, FileCandidate file) => file switch
    {
        { Kind: FileKind.Path } when FileCandidates.ParameterOf(body.Method, file) is { } path => body.Body.Parameters[path.Ordinal],
        _ => body.FileOf(options),
    };

    private static bool IsMapping(IInvocationOperation call, ISymbol file) =>
        call.TargetMethod is { Name: "CreateFromFile", ContainingType: { Name: "MemoryMappedFile" } type }
        && type.IsIn("System.IO.MemoryMappedFiles")
        && call.Arguments.Any(argument => argument.Parameter?.Name is "fileStream" or "fileHandle" or "path" && FileOperations.Is(FileOperations.VariableOf(argument.Value), file));

    /// <summary>Whether the method returns the mapping or stores it in a member.</summary>
    private static bool OutlivesTheMethod(IOperation mapping, List<IOperation> operations) => Destination(mapping) switch
    {
        IReturnOperation { Parent: not IAnonymousFunctionOperation } => true,
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } => true,
        IVariableDeclaratorOperation { Symbol: var local } => operations.Any(operation =>
            operation is ILocalReferenceOperation reference
            && FileOperations.Is(reference.Local, local)
            && Destination(reference) is IReturnOperation or ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation }
            && !IsTarget(reference)),
        _ => false,
    };

    private static bool IsTarget(IOperation reference) => reference.Parent is ISimpleAssignmentOperation assignment && assignment.Target == reference;

    private static IOperation? Destination(IOperation value)
    {
        var outer = value.Parent;
        while (outer is IConversionOperation or IVariableInitializerOperation)
        {
            outer = outer.Parent;
        }

        return outer;
    }
}
