using IoPolicy.Analyzers.Saves;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP511: an empty handler ignores that the last bytes of a file could not be written.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SwallowedFlushAnalyzer() : SaveAnalyzer(SwallowedFlush)
{
    private static readonly DiagnosticDescriptor SwallowedFlush = new(
        RuleIdentifiers.SwallowedFlush,
        title: "A failing flush or close of a written file is ignored",
        messageFormat: "'{0}' writes the last bytes of the file, and an empty handler ignores its failure. Let the exception reach the caller.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A full disk or a write-back error shows only at the flush or the close.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.SwallowedFlush));

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var kind in new[] { SaveEventKind.Flushed, SaveEventKind.Synced, SaveEventKind.Closed })
        {
            foreach (var visits in method.Of(kind))
            {
                if (visits[0].Operation is IInvocationOperation call
                    && SwallowingTry(call) is { } attempt
                    && visits.All(visit => HasUnwrittenBytes(visit, attempt, method)))
                {
                    report.Report(SwallowedFlush, call, NameOf(call));
                }
            }
        }
    }

    private static bool HasUnwrittenBytes(SaveEvent visit, ITryOperation attempt, SavedFiles method) =>
        visit.File is { Closed: Possible.No, Origin: { Type: not "SafeFileHandle" } origin } file
        && (visit.Kind == SaveEventKind.Synced ? file.IsUnsynced && origin.Root.Writes.Count > 0 : file.Dirty == Possible.Yes && !IsUnbuffered(origin))
        && origin.Root is { Mode: not OpenMode.Read, Path: var path }
        && !PathKeys.IsTemporary(path)
        && !method.Of(SaveEventKind.Deleted).Any(delete => delete.Any(other => other.Target == path && path is not null))
        && !origin.Writes.Any(write => write.Syntax.SyntaxTree == attempt.Syntax.SyntaxTree && attempt.Body.Syntax.Span.Contains(write.Syntax.Span));

    /// <summary>Whether the stream passes each write on at once, so its close writes nothing.</summary>
    private static bool IsUnbuffered(FileOrigin file) => file.Inner is null && file.Place switch
    {
        IObjectCreationOperation creation => HasNoBuffer(creation.Arguments),
        IInvocationOperation call => HasNoBuffer(call.Arguments),
        _ => false,
    };

    private static bool HasNoBuffer(IEnumerable<IArgumentOperation> arguments) =>
        arguments.Any(static argument => argument.Parameter?.Name == "bufferSize" && argument.Value.ConstantValue is { HasValue: true, Value: 0 or 1 });

    /// <summary>Gets the nearest statement whose empty handler catches a failure of the call. Null if another handler sees it first.</summary>
    private static ITryOperation? SwallowingTry(IOperation call)
    {
        for (var (inner, outer) = (call, call.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            switch (outer)
            {
                case ITryOperation attempt when attempt.Body == inner && attempt.Catches.FirstOrDefault(static clause => Catches(clause.ExceptionType)) is { } handler:
                    return handler is { Filter: null, Handler.Operations.IsEmpty: true } && !IsCleanup(attempt) ? attempt : null;
                case ICatchClauseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Whether the statement runs after another failure, which the caller gets.</summary>
    private static bool IsCleanup(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a handler of the type catches an <c>IOException</c>. For a handler without a type, Roslyn gives the type <c>object</c>, or null.</summary>
    private static bool Catches(ITypeSymbol? type) =>
        type is null or { SpecialType: SpecialType.System_Object } or { Name: "Exception" or "SystemException" }
        || (type.Name == "IOException" && ((INamedTypeSymbol)type).IsIn("System.IO"));
}
