using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP204: windows are asked for on a file that the carrier cannot wrap: the drop comes once, at the end.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnwrappableWindowAnalyzer() : PolicyAnalyzer(UnwrappableWindow)
{
    private static readonly DiagnosticDescriptor UnwrappableWindow = new(
        RuleIdentifiers.UnwrappableWindow,
        "Windows on a file that cannot be wrapped",
        "WindowBytes of {0} on '{1}' has no effect: {2}, so the drop comes once, at the end; leave WindowBytes out, or give the method a Stream or FileStream",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "To drop behind the method while it runs, the carrier hands it a wrapped stream, which only a parameter can be.",
        RuleHelp.UriOf(RuleIdentifiers.UnwrappableWindow));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        foreach (var (options, attribute) in method.Policies)
        {
            if (options.WindowBytes >= PolicyOptions.SmallestWindow
                && FileCandidates.Find(method.Method, options.File) is [var file]
                && !FileCandidates.IsWrappable(method.Method, file))
            {
                method.Report(Diagnostic.Create(
                    UnwrappableWindow,
                    ArgumentOf(attribute, method.CancellationToken) ?? method.LocationOf(attribute),
                    PolicyWords.AttributeOf(options.Kind),
                    method.Method.Name,
                    WhyNot(file)));
            }
        }
    });

    private static string WhyNot(FileCandidate file) => file switch
    {
        { Kind: FileKind.Path } => $"'{file.Name}' is a path, and no stream can stand in for it",
        { Place: FilePlace.Result } => "the file is the method's result, and the method has done its work by then",
        { Place: FilePlace.Field or FilePlace.Property } => $"'{file.Name}' is a member, and the method takes its own stream from it",
        { Kind: FileKind.SafeFileHandle } => $"'{file.Name}' is a handle, and no stream can stand in for it",
        { Kind: FileKind.BinaryReader or FileKind.BinaryWriter } => $"'{file.Name}' is bound to its stream already",
        _ => $"'{file.Name}' is passed by reference, or has a type of its own, which no wrapper can have",
    };

    private static Location? ArgumentOf(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax { ArgumentList.Arguments: var arguments }
            ? arguments.FirstOrDefault(static argument => argument.NameEquals?.Name.Identifier.ValueText == nameof(PolicyOptions.WindowBytes))?.GetLocation()
            : null;
}
