using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP104: a read policy on a method that provably only writes its file, or the reverse.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WrongDirectionAnalyzer() : PolicyAnalyzer(WrongDirection)
{
    /// <summary>The diagnostic property with the name of the right attribute, for the code fix.</summary>
    internal const string Right = "right";

    private static readonly DiagnosticDescriptor WrongDirection = new(
        RuleIdentifiers.WrongDirection,
        title: "A read policy on a method that only writes, or the reverse",
        messageFormat: "'{0}' has {1} but only {2} '{3}' ({4}). Use {5}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A read policy writes nothing back, so dirty pages stay. A write policy waits for a write-back that a read does not need.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.WrongDirection));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachBound(context, PolicyKind.DropAfterFullRead, static (method, attribute, _, candidate, bounds) =>
        {
            if (bounds.Read.Amount == Amount.None && bounds.Written.IsProven)
            {
                Report(method, attribute, candidate.Name, bounds.Written, PolicyKind.DropAfterFullRead, PolicyKind.DropAfterFullWrite);
            }
        });
        ForEachOpenedBound(context, PolicyKind.DropAfterFullRead, static (method, attribute, _, opened) =>
        {
            if (opened.IsComplete && opened.Files.All(static file => file.Bounds.Read.Amount == Amount.None && file.Bounds.Written.IsProven))
            {
                Report(method, attribute, OpenedBounds.NameOf(opened.Files[0].Site), opened.Files[0].Bounds.Written, PolicyKind.DropAfterFullRead, PolicyKind.DropAfterFullWrite);
            }
        });
        ForEachOpenedBound(context, PolicyKind.DropAfterFullWrite, static (method, attribute, _, opened) =>
        {
            if (opened.IsComplete && opened.Files.All(static file => file.Bounds is { MayBeWrittenByOtherName: false, Written.Amount: var written } && written == Amount.None && file.Bounds.ReadByOwnName.IsProven))
            {
                var maximum = HeaderThreshold.Of(method.Options);
                var right = opened.Files.All(file => HeaderThreshold.IsHeader(file.Bounds, maximum)) ? PolicyKind.HeaderOnly : PolicyKind.DropAfterFullRead;
                Report(method, attribute, OpenedBounds.NameOf(opened.Files[0].Site), opened.Files[0].Bounds.ReadByOwnName, PolicyKind.DropAfterFullWrite, right);
            }
        });
        ForEachReplacedFile(context, ReportReplacement);
        ForEachBound(context, PolicyKind.DropAfterFullWrite, static (method, attribute, _, candidate, bounds) =>
        {
            // A read of another parameter is no proof, although that parameter can be the same file.
            if (bounds is { Written.Amount: var written, MayBeWrittenByOtherName: false } && written == Amount.None && bounds.ReadByOwnName.IsProven)
            {
                var isHeader = HeaderThreshold.IsHeader(bounds, HeaderThreshold.Of(method.Options));
                Report(method, attribute, candidate.Name, bounds.ReadByOwnName, PolicyKind.DropAfterFullWrite, isHeader ? PolicyKind.HeaderOnly : PolicyKind.DropAfterFullRead);
            }
        });
    }

    /// <summary>A replaced file is only written, so a read policy or <c>[HeaderOnly]</c> has no effect.</summary>
    private static void ReportReplacement(ReplacedFileContext method)
    {
        var policies = method.File.Policies;
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (policies.Length == 1)
        {
            properties = properties.Add(Right, PolicyNames.AttributeName(PolicyKind.DropAfterFullWrite));
        }

        foreach (var (options, attribute) in policies.Where(static policy => policy.Options.Kind != PolicyKind.DropAfterFullWrite))
        {
            method.Report(Diagnostic.Create(
                WrongDirection,
                method.LocationOf(attribute),
                properties,
                method.Method.Name,
                PolicyNames.Bracketed(options.Kind),
                "writes",
                method.File.Name,
                PolicyNames.ReplacesFile,
                PolicyNames.Bracketed(PolicyKind.DropAfterFullWrite)));
        }
    }

    private static void Report(PolicyMethodContext method, AttributeData attribute, string file, ByteCount moved, PolicyKind kind, PolicyKind right)
    {
        // A method with both drop policies rewrites the file. It may leave a part of the rewrite to its caller.
        if (method.Policies.Length != 1)
        {
            return;
        }

        var explanation = Explanation.Of(moved);
        method.Report(Diagnostic.Create(
            WrongDirection,
            method.LocationOf(attribute),
            explanation.Locations,
            ImmutableDictionary<string, string?>.Empty.Add(Right, PolicyNames.AttributeName(right)),
            method.Method.Name,
            PolicyNames.Bracketed(kind),
            kind == PolicyKind.DropAfterFullRead ? "writes" : "reads",
            file,
            explanation.Text,
            PolicyNames.Bracketed(right)));
    }
}
