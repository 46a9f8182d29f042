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

/// <summary>IOP402: a method reads a header only and does not say so, in a type whose other methods have a policy.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnannotatedHeaderAnalyzer() : PolicyAnalyzer(UnannotatedHeader)
{
    /// <summary>The size of a magic number: who reads less reads a field, not a header.</summary>
    private const long SmallestHeader = 4;

    private static readonly DiagnosticDescriptor UnannotatedHeader = new(
        RuleIdentifiers.UnannotatedHeader,
        title: "A header-only read without [HeaderOnly]",
        messageFormat: "'{0}' reads at most {1} bytes of '{2}': {3}; add [HeaderOnly], so that {4}",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Under [HeaderOnly] the kernel does not read ahead of a header, and the analyzer holds the method to its bound.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnannotatedHeader));

    protected override void Start(CompilationStartAnalysisContext context) => UnannotatedMethods.Of(context.Compilation).Register(context, static method =>
    {
        // An extension of a stream is a part of whatever calls it.
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
            method.Method.Name,
            bytes.ToString(CultureInfo.InvariantCulture),
            file.Name,
            explanation.Text,
            // FADV_RANDOM belongs to the open file: of one that the method opens by its path the carrier has none.
            file.Kind == FileKind.Path ? "a later change that reads more is reported" : "the kernel reads no further than the header");
    });

    private static bool IsHeader(FileBounds bounds, long most) =>
        HeaderThreshold.IsHeader(bounds, most)
        && bounds.Read.Amount.Bytes is >= SmallestHeader and <= int.MaxValue
        && bounds.Written.Amount == Amount.None;

    /// <summary>A record somewhere in the file, of which the caller says where, is no header.</summary>
    private static bool MovesToUnknownPlace(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Position" }, Value.ConstantValue.HasValue: false } => true,
        IInvocationOperation { TargetMethod.Name: "Seek", Arguments: [{ Value.ConstantValue.HasValue: false }, ..] } => true,
        IInvocationOperation { TargetMethod.ContainingType.Name: "RandomAccess" } call => FileOperations.ArgumentOf(call, "fileOffset") is { ConstantValue.HasValue: false },
        _ => false,
    };
}
