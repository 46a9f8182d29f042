using System.Collections.Immutable;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP107: the method opens only paths that it computes from the path of its policy, so the policy is about another file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ComputedPathAnalyzer() : PolicyAnalyzer(ComputedPath)
{
    /// <summary>The diagnostic property with the edit that covers the opened files: one of the two values below.</summary>
    internal const string Edit = "edit";

    /// <summary>Without <c>File</c>, the policy covers the files that the method opens.</summary>
    internal const string RemoveFile = "remove";

    /// <summary>The method has another candidate, so the policy needs <c>Opened = true</c>.</summary>
    internal const string SetOpened = "opened";

    private static readonly DiagnosticDescriptor ComputedPath = new(
        RuleIdentifiers.ComputedPath,
        title: "The policy is about another file than the method opens",
        messageFormat: "{0} on '{1}' is about the file at '{2}', but the method opens only paths that it computes from '{2}'. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The runtime opens the path as it is. If the method opens a computed path, a file of the same name in the working directory is affected instead.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ComputedPath));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, attribute) in body.Policies)
        {
            if (options is { File: not null, Recurse: false }
                && FileCandidates.Find(body.Method, options) is [{ Kind: FileKind.Path, Conversion: PathConversion.None } file]
                && PathOf(body, file) is { } path
                && PathFlow.FindComputed(path, body.Operations) is not null)
            {
                var removes = FileCandidates.Find(body.Method, named: null).IsEmpty;
                body.Report(Diagnostic.Create(
                    ComputedPath,
                    body.LocationOf(attribute, nameof(options.File)),
                    options.When is null ? ImmutableDictionary<string, string?>.Empty.Add(Edit, removes ? RemoveFile : SetOpened) : null,
                    PolicyNames.Bracketed(options.Kind),
                    body.Method.Name,
                    file.Name,
                    removes ? "Remove File, so that the policy covers the files that the method opens" : "Use Opened = true instead of File"));
            }
        }
    });

    /// <summary>Gets the parameter of the body, or the field or property, that holds the path.</summary>
    private static ISymbol? PathOf(PolicyBodyContext body, FileCandidate file) => file.Place switch
    {
        FilePlace.Parameter => FileCandidates.ParameterOf(body.Method, file) is { RefKind: RefKind.None or RefKind.In } parameter ? body.Body.Parameters[parameter.Ordinal] : null,
        FilePlace.Field or FilePlace.Property => FileCandidates.MemberOf(body.Method, file),
        _ => null,
    };
}
