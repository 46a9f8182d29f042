using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP010: <c>[ReplacesFile]</c> names no string that generated code can read as the path.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingReplacedPathAnalyzer() : PolicyAnalyzer(MissingPath)
{
    private static readonly DiagnosticDescriptor MissingPath = new(
        RuleIdentifiers.MissingReplacedPath,
        title: "[ReplacesFile] has no path",
        messageFormat: "[ReplacesFile] on '{0}' names '{1}' as the path, but {2}. {3}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The path is a string parameter of the method, a string field or property of its type, or a dotted name that ends in one.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MissingReplacedPath));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachReplacedFile(context, static method =>
    {
        if (Describe(method.File.Path) is var (reason, action))
        {
            method.Report(Diagnostic.Create(MissingPath, method.LocationOf(method.File.Attribute), method.Method.Name, method.File.Name ?? "", reason, action));
        }
    });

    private static (string Reason, string Action)? Describe(ReplacedPath path) => path.Fault switch
    {
        ReplacedPathFault.Unreadable when path.Dotted is { } dotted => UnreadableFileAnalyzer.Describe(dotted.Part, dotted.Fault),
        ReplacedPathFault.NotFound => ("no parameter, field or property has this name", "Use nameof(...) of a string parameter, field or property"),
        ReplacedPathFault.NoString => ("its type is not string", "Use nameof(...) of a string parameter, field or property"),
        ReplacedPathFault.NoGetter => ("the property has no getter", "Add a getter"),
        ReplacedPathFault.ByReference => ("the body could change a ref or out parameter", "Pass the path by value"),
        ReplacedPathFault.InstanceMember => ("it is an instance member, and the method is static", "Make it static, or use a parameter"),
        ReplacedPathFault.Inaccessible => ("it is a private member of a base type", "Make it protected"),
        _ => null,
    };
}
