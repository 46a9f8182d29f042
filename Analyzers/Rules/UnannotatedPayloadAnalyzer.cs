using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP401: a method without a policy reads or writes a payload, in a type with policies on other methods or in any type
/// (<see cref="SuggestionScope"/>).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnannotatedPayloadAnalyzer() : PolicyAnalyzer(UnannotatedPayload, UnannotatedPayloadAlone)
{
    private static readonly DiagnosticDescriptor UnannotatedPayload = new(
        RuleIdentifiers.UnannotatedPayload,
        title: "A read or write of a payload has no policy",
        messageFormat: "'{0}' {1} without a policy, unlike other methods of '{2}'. Add {3} if the file is not read again soon.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A type with policies on some methods probably needs one on each method that reads or writes a payload.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnannotatedPayload));

    /// <summary>For a type without any policy, under <see cref="SuggestionScope.AllTypes"/>.</summary>
    private static readonly DiagnosticDescriptor UnannotatedPayloadAlone = new(
        RuleIdentifiers.UnannotatedPayload,
        title: "A read or write of a payload has no policy",
        messageFormat: "'{0}' {1} without a policy. Add {2} if the file is not read again soon.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A payload in the page cache evicts pages that the program still needs.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.UnannotatedPayload));

    protected override void Start(CompilationStartAnalysisContext context) => UnannotatedMethods.Of(context.Compilation).Register(context, static method =>
    {
        var files = method.Files.ToList();
        var read = files.Where(file => IsReadWhole(file.Bounds) && !method.IsUnderPolicy(file.Bounds.Read)).ToList();
        var written = files.Where(file => IsWrittenWhole(file.Bounds) && !method.IsUnderPolicy(file.Bounds.Written)).ToList();

        // If several files are read, only the user knows which file the cache does not need.
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
        var isWhole = read.Count > 0 || written.Exists(static file => file.Bounds.Written.Amount.Kind == AmountKind.Whole);
        var action = string.Join(" and ", policies.Select(static policy => PolicyNames.Bracketed(policy.Kind)));
        var hasSibling = method.HasAnnotatedSibling;
        method.Report(
            hasSibling ? UnannotatedPayload : UnannotatedPayloadAlone,
            policies,
            [.. read.SelectMany(static file => Explanation.Of(file.Bounds.Read).Locations), .. written.SelectMany(static file => Explanation.Of(file.Bounds.Written).Locations)],
            isWhole ? MovedAmount.Whole : MovedAmount.Loop,
            [
                method.Method.Name,
                string.Join(" and ", parts),
                .. hasSibling ? (object[])[(method.Method.ContainingType is { IsExtension: true } block ? block.ContainingType : method.Method.ContainingType).Name] : [],
                action,
            ]);
    });

    private static bool IsReadWhole(FileBounds bounds) => bounds.Read.Amount.Kind == AmountKind.Whole;

    /// <summary>
    /// Whether the method writes all of another stream, or writes in a loop. One write of unknown length can be a small
    /// record, and a loop over single bytes often writes one number.
    /// </summary>
    private static bool IsWrittenWhole(FileBounds bounds) => bounds.Written switch
    {
        { Amount.Kind: AmountKind.Whole } => true,
        { Amount.Kind: AmountKind.Unknown or AmountKind.Requested, Trace.Step: { IsEscape: false } step } => IsInLoop(step) && !IsOfOneByte(step),
        _ => false,
    };

    private static bool IsOfOneByte(Step step) =>
        step.BytesPerIteration is { } bytes ? bytes == 1 : step.Inner is { Step: var inner } && IsOfOneByte(inner);

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
