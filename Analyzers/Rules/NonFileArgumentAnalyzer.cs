using IoPolicy.Analyzers.EscapeAnalysis;
using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP206: the argument for a policy's file is not a file, or is a stream in which the runtime does not find a file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NonFileArgumentAnalyzer() : PolicyAnalyzer(NonFileArgument, OpaqueStream)
{
    private const string Title = "The argument is not a file";

    private static readonly DiagnosticDescriptor OpaqueStream = new(
        RuleIdentifiers.NonFileArgument,
        Title,
        messageFormat: "{0} of '{1}' has no effect here because the runtime does not find a file inside {2}. Implement IStreamWrapper, call PageCache.RegisterWrapper, or put the policy on code that has the FileStream.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The runtime sees through the buffers and compressors of .NET, through types that implement IStreamWrapper, and through registered types.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NonFileArgument));

    private static readonly DiagnosticDescriptor NonFileArgument = new(
        RuleIdentifiers.NonFileArgument,
        Title,
        messageFormat: "{0} of '{1}' has no effect here because {2} has no pages in the page cache. Call a method without the policy.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A policy acts only if the stream is a file or a stream over a file.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.NonFileArgument));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        var policies = MethodPolicies.Of(context.Compilation);
        var streams = new OpaqueStreams(context.Compilation);
        ForEachOperation(context, AnnotatedNames.Of(context.Compilation, context.CancellationToken).All, use => Check(use, policies, streams));
    }

    private static void Check(OperationContext context, MethodPolicies policies, OpaqueStreams streams)
    {
        if (context.Operation is not IInvocationOperation call)
        {
            return;
        }

        foreach (var argument in PolicyArgument.Of(call, policies))
        {
            if (FileOperations.DescribeNonFile(argument.Value) is { } what)
            {
                context.Report(Diagnostic.Create(NonFileArgument, argument.Value.Syntax.GetLocation(), PolicyNames.Bracketed(argument.Options.Kind), call.TargetMethod.Name, what));
            }
            else if (streams.Describe(argument.Value, context.CancellationToken) is { } stream)
            {
                context.Report(Diagnostic.Create(OpaqueStream, argument.Value.Syntax.GetLocation(), PolicyNames.Bracketed(argument.Options.Kind), call.TargetMethod.Name, stream));
            }
        }
    }
}
