using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP001: a policy on a method without a file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoFileAnalyzer() : PolicyAnalyzer(NoFile, NoSuchFile)
{
    private const string Title = "A policy needs a file";
    private const string Description = "The file of a policy is a parameter of the method, a field or property of its type, or its result.";

    private static readonly DiagnosticDescriptor NoFile = new(
        RuleIdentifiers.NoFile,
        Title,
        messageFormat: "{0} on '{1}' has no file{2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.NoFile));

    private static readonly DiagnosticDescriptor NoSuchFile = new(
        RuleIdentifiers.NoFile,
        Title,
        messageFormat: "{0} on '{1}' names '{2}' as its file, but {3}. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.NoFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (FileCandidates.Find(method.Method, options.File).IsEmpty)
            {
                var kind = PolicyNames.Bracketed(options.Kind);
                var near = NearFile.Find(method.Method, options.File);
                method.Report(options.File is { } name
                    ? Diagnostic.Create(
                        NoSuchFile,
                        method.LocationOf(attribute),
                        kind,
                        method.Method.Name,
                        name,
                        near?.Reason ?? "no parameter, field or property has this name",
                        near?.Action ?? "Correct the name, or remove File if there is only one candidate")
                    : Diagnostic.Create(
                        NoFile,
                        method.LocationOf(attribute),
                        kind,
                        method.Method.Name,
                        near is { Reason: var reason } ? $", because {reason}" : "",
                        near?.Action ?? "Add a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, or name a path with File = nameof(...)"));
            }
        }
    });
}
