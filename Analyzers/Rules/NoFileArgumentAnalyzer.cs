using IoPolicy.Analyzers.Names;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP206: what is passed as a policy's file is known to be none.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoFileArgumentAnalyzer() : PolicyAnalyzer(NoFileArgument)
{
    private static readonly DiagnosticDescriptor NoFileArgument = new(
        RuleIdentifiers.NoFileArgument,
        title: "The argument is known to be no file",
        messageFormat: "{0} of '{1}' does nothing here: {2} has no pages in the page cache; call a method without the policy, or leave it where only tests do so",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A policy acts where the stream is a file, or wraps one; elsewhere nothing happens.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NoFileArgument));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var targets = new PolicyTargets(context.Compilation);
        ForEachUse(context, AnnotatedNames.Of(context.Compilation, context.CancellationToken).All, use => Check(use, targets));
    }

    private static void Check(UseContext context, PolicyTargets targets)
    {
        if (context.Operation is not IInvocationOperation call)
        {
            return;
        }

        foreach (var argument in PolicyArgument.Of(call, targets))
        {
            if (FileUse.NoFile(argument.Value) is { } what)
            {
                context.Report(Diagnostic.Create(NoFileArgument, argument.Value.Syntax.GetLocation(), PolicyWords.AttributeOf(argument.Options.Kind), call.TargetMethod.Name, what));
            }
        }
    }
}
