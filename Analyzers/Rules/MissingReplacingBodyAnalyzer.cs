using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP011: a method with <c>[ReplacesFile]</c> has no body with a stream parameter that generated code can call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingReplacingBodyAnalyzer() : PolicyAnalyzer(MissingBody)
{
    private static readonly DiagnosticDescriptor MissingBody = new(
        RuleIdentifiers.MissingReplacingBody,
        title: "[ReplacesFile] has no body that writes to a stream",
        messageFormat: "[ReplacesFile] on '{0}' cannot replace the file because {1}. {2}.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "IoPolicy implements a partial method with [ReplacesFile]. You write its body: a method with Core at the end of its name, before Async, and a FileStream or Stream parameter.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MissingReplacingBody));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachReplacedFile(context, static method =>
    {
        // Without a valid path, the parameters of the body are not known. IOP010 reports the path.
        if (method.File is { Path.Fault: not ReplacedPathFault.None, Writer.Obstacle: ReplacingObstacle.OtherSignature })
        {
            return;
        }

        if (Describe(method.File) is var (reason, action))
        {
            method.Report(Diagnostic.Create(MissingBody, method.LocationOf(method.File.Attribute), NameOf(method.Method), reason, action));
        }
    });

    private static (string Reason, string Action)? Describe(ReplacedFile file)
    {
        var (method, body) = (NameOf(file.Method), PolicyBody.NameFor(file.Method.Name));
        var stream = file.Path.Symbol is IParameterSymbol path ? $"a FileStream parameter in place of '{path.Name}'" : "a FileStream parameter";
        return file.Writer.Obstacle switch
        {
            ReplacingObstacle.NotPartial when file.Method.MethodKind == MethodKind.Ordinary => ("the method is not partial", $"Make '{method}' partial, and move its code to '{body}' with {stream}"),
            ReplacingObstacle.NotPartial => ("generated code cannot implement this kind of member", "Move the code to a partial method"),
            ReplacingObstacle.Implemented => ("the partial method has a body of its own", $"Rename the body to '{body}', and give it {stream}"),
            ReplacingObstacle.NoBody => ("it has no body", $"Write '{body}' with {stream}"),
            ReplacingObstacle.NoStream => ($"'{body}' has no stream parameter", $"Give '{body}' {stream}"),
            ReplacingObstacle.OtherSignature => ($"'{body}' has another signature", $"Give '{body}' {stream}, and otherwise the parameters, type parameters, result and static modifier of '{method}'"),
            ReplacingObstacle.RefResult => ("it returns a reference", "Return a value"),
            ReplacingObstacle.NotAsync => ("it returns a task, and an async method cannot have a parameter by reference, or be in a mutable struct", "Pass the parameters by value, in a class"),
            ReplacingObstacle.UnknownCompletion => ("its work is not complete when it returns, and its result is no task", "Return a Task or ValueTask"),
            ReplacingObstacle.Iterator => ("an iterator runs when its sequence is read, after the file is in place", "Return a list or an array"),
            ReplacingObstacle.AsyncVoid => ("the completion of an async void method is unknown", "Return a Task"),
            ReplacingObstacle.Pointers => ("its pointers need an unsafe context, which generated code cannot have here", "Use Memory<byte> instead of pointers"),
            _ => null,
        };
    }

    private static string NameOf(IMethodSymbol method) => method.AssociatedSymbol?.Name ?? method.Name;
}
