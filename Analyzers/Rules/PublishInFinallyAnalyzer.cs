using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP506: a <c>finally</c> block gives the file its final name, also if the write failed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PublishInFinallyAnalyzer() : SaveAnalyzer(PublishInFinally)
{
    private static readonly DiagnosticDescriptor PublishInFinally = new(
        RuleIdentifiers.PublishInFinally,
        title: "The new file is published although its write failed",
        messageFormat: "'{0}' runs in a finally block, so a failed write replaces the old file by a part of the new one. Move the call to the end of the try block.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A finally block also runs after an exception.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.PublishInFinally));

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        // There is one entry for each call. Each entry has one event for each visit, because the walk visits a loop twice.
        foreach (var visits in method.Of(SaveEventKind.Published))
        {
            if (TryOf(visits[0].Operation) is { } attempt && visits.All(rename => rename.File is { } file && IsWrittenIn(attempt, file.Origin, method)))
            {
                report.Report(PublishInFinally, visits[0].Operation, NameOf(visits[0].Operation));
            }
        }

        foreach (var visits in method.Of(SaveEventKind.Committed))
        {
            if (visits[0].Operation is IInvocationOperation { Instance: { } instance } commit
                && TryOf(commit) is { } attempt
                && FileOperations.VariableOf(instance) is { } save
                && attempt.Body.Descendants().Any(operation => FileOperations.Is(FileOperations.VariableOf(operation), save)))
            {
                report.Report(PublishInFinally, commit, NameOf(commit));
            }
        }
    }

    /// <summary>Gets the statement whose <c>finally</c> block runs the operation each time. Null if a condition or a handler is in between.</summary>
    private static ITryOperation? TryOf(IOperation operation)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case ITryOperation attempt:
                    return attempt.Finally == inner ? attempt : null;
                case IConditionalOperation or ISwitchOperation or ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the body of the <c>try</c> writes the file. A copy does not count, because it can be a backup that the block restores.
    /// </summary>
    private static bool IsWrittenIn(ITryOperation attempt, FileOrigin file, SavedFiles method) =>
        !file.IsCopy
        && (file.IsWholeFile ? [file.Place] : file.Writes.Concat(method.Files.Where(wrapper => wrapper.Root == file).SelectMany(static wrapper => wrapper.Writes)))
            .Any(write => write.Syntax.SyntaxTree == attempt.Syntax.SyntaxTree && attempt.Body.Syntax.Span.Contains(write.Syntax.Span));
}
