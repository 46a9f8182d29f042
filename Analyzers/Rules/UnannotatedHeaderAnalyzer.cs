using System.Globalization;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP402: a method without a policy reads only a header, in a type with policies on other methods or in any type
/// (<see cref="SuggestionScope"/>).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnannotatedHeaderAnalyzer() : PolicyAnalyzer(UnannotatedHeader)
{
    /// <summary>The size of a usual magic number, in bytes. A method that reads less probably reads one field.</summary>
    private const long SmallestHeader = 4;

    private static readonly DiagnosticDescriptor UnannotatedHeader = new(
        RuleIdentifiers.UnannotatedHeader,
        title: "A header-only read has no [HeaderOnly]",
        messageFormat: "'{0}' reads at most {1} of '{2}' ({3}). Add [HeaderOnly] so that {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Under [HeaderOnly] the kernel does not read ahead, and the analyzer checks the bound.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnannotatedHeader));

    protected override void Start(CompilationStartAnalysisContext context) => UnannotatedMethods.Of(context.Compilation).Register(context, static method =>
    {
        // An extension method of a stream is a part of its callers.
        if (method.Method.IsExtensionMethod
            || method.Files.ToList() is not [var (file, bounds)]
            || !IsHeader(bounds, HeaderThreshold.Of(method.Options))
            || method.IsUnderPolicy(bounds.Read)
            || method.OperationsBehind(bounds.Read).Any(MovesToUnknownPlace))
        {
            return;
        }

        var bytes = bounds.Read.Amount.Bytes;
        var policy = method.PolicyFor(PolicyKind.HeaderOnly, file);
        var explanation = Explanation.Of(bounds.Read);
        method.Report(
            UnannotatedHeader,
            [bytes > policy.MaxBytes ? policy with { MaxBytes = (int)bytes } : policy],
            explanation.Locations,
            bytes.ToString(CultureInfo.InvariantCulture),
            method.Method.Name,
            Explanation.Bytes(bytes),
            file.Name,
            explanation.Text,
            // POSIX_FADV_RANDOM belongs to the open file, and the wrapper has no handle of a file that the method opens.
            file.Kind == FileKind.Path ? "the analyzer reports a later change that reads more" : "the kernel does not read ahead");
    });

    private static bool IsHeader(FileBounds bounds, long maximum) =>
        HeaderThreshold.IsHeader(bounds, maximum)
        && bounds.Read.Amount.Bytes is >= SmallestHeader and <= int.MaxValue
        && bounds.Written.Amount == Amount.None;

    /// <summary>Whether the operation moves to an unknown position. A record at a position from the caller is not a header.</summary>
    private static bool MovesToUnknownPlace(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Position" }, Value.ConstantValue.HasValue: false } => true,
        IInvocationOperation { TargetMethod.Name: "Seek", Arguments: [{ Value.ConstantValue.HasValue: false }, ..] } => true,
        IInvocationOperation { TargetMethod.ContainingType.Name: "RandomAccess" } call => FileOperations.ArgumentOf(call, "fileOffset") is { ConstantValue.HasValue: false },
        _ => false,
    };
}
