using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP401: a method reads or writes a whole payload and has no policy, in a type whose other methods have one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnannotatedPayloadAnalyzer() : PolicyAnalyzer(UnannotatedPayload)
{
    private static readonly DiagnosticDescriptor UnannotatedPayload = new(
        RuleIdentifiers.UnannotatedPayload,
        title: "A full payload read or write without a policy",
        messageFormat: "'{0}' {1}, and its pages stay, unlike those of other methods of '{2}', which carry a policy; add {3} if nobody reads them again soon",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A type whose methods say what they leave in the page cache is likely to mean it for each payload that it reads or writes.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnannotatedPayload));

    protected override void Start(CompilationStartAnalysisContext context) => UnannotatedMethods.Of(context.Compilation).Register(context, static method =>
    {
        var files = method.Files.ToList();
        var read = files.Where(file => IsReadWhole(file.Bounds) && !method.IsUnderPolicy(file.Bounds.Read)).ToList();
        var written = files.Where(file => IsWrittenWhole(file.Bounds) && !method.IsUnderPolicy(file.Bounds.Written)).ToList();

        // Of several files that are read alike nobody but the user knows which one the cache can do without.
        if (read.Count > 1 || written.Count > 1 || read.Count + written.Count == 0 || read.Concat(written).Any(file => method.Closes(file.File)))
        {
            return;
        }

        var parts = new List<string>();
        parts.AddRange(read.Select(static file => $"reads all of '{file.File.Name}' ({Explanation.Of(file.Bounds.Read).Text})"));
        parts.AddRange(written.Select(static file => $"writes a payload to '{file.File.Name}' ({Explanation.Of(file.Bounds.Written).Text})"));
        List<PolicyOptions> policies =
        [
            .. read.Select(file => method.PolicyFor(PolicyKind.DropAfterFullRead, file.File)),
            .. written.Select(file => method.PolicyFor(PolicyKind.DropAfterFullWrite, file.File)),
        ];
        method.Report(
            UnannotatedPayload,
            policies,
            [.. read.SelectMany(static file => Explanation.Of(file.Bounds.Read).Locations), .. written.SelectMany(static file => Explanation.Of(file.Bounds.Written).Locations)],
            method.Method.Name,
            string.Join(" and ", parts),
            (method.Method.ContainingType is { IsExtension: true } block ? block.ContainingType : method.Method.ContainingType).Name,
            string.Join(" and ", policies.Select(static policy => PolicyNames.Bracketed(policy.Kind))));
    });

    private static bool IsReadWhole(FileBounds bounds) => bounds.Read.Amount.Kind == AmountKind.Whole;

    /// <summary>
    /// All of another stream, or piece after piece in a loop. One write of unknown length may be of a small record, and
    /// a loop over single bytes writes a number, or what a buffer of bits holds, as often as a payload.
    /// </summary>
    private static bool IsWrittenWhole(FileBounds bounds) => bounds.Written switch
    {
        { Amount.Kind: AmountKind.Whole } => true,
        { Amount.Kind: AmountKind.Unknown or AmountKind.Asked, Trace.Step: { IsEscape: false } step } => IsInLoop(step) && !IsOfOneByte(step),
        _ => false,
    };

    private static bool IsOfOneByte(Step step) =>
        step.BytesATurn is { } bytes ? bytes == 1 : step.Inner is { Step: var inner } && IsOfOneByte(inner);

    private static bool IsInLoop(Step step)
    {
        for (var current = step; current is not null; current = current.Inner?.Step)
        {
            if (current.Place.Ancestors().TakeWhile(static node => node is not MemberDeclarationSyntax)
                .Any(static node => node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax))
            {
                return true;
            }
        }

        return false;
    }
}
