using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP001: a policy on a method that has no file to advise.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoFileAnalyzer() : PolicyAnalyzer(NoFile)
{
    private static readonly DiagnosticDescriptor NoFile = new(
        RuleIdentifiers.NoFile,
        title: "A policy needs a file",
        messageFormat: "{0} on '{1}' {2}",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A policy is carried out on the file that the method has as a parameter, as a field or property of its type, or as its result.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NoFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (!FileCandidates.Find(method.Method, options.File).IsEmpty)
            {
                continue;
            }

            method.Report(Diagnostic.Create(
                NoFile,
                method.LocationOf(attribute),
                PolicyNames.Bracketed(options.Kind),
                method.Method.Name,
                options.File is { } name
                    ? $"names '{name}' as its file, but the method has no such parameter, field or property that is a file: correct the name, or leave File out where there is only one candidate"
                    : "finds no file to advise: give the method a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, or name a path with File = nameof(...)"));
        }
    });
}
