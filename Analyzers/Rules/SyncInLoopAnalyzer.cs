using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Saves;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP510: a loop over known items flushes one file to disk after each small record.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SyncInLoopAnalyzer() : SaveAnalyzer(SyncInLoop, Enabling)
{
    private static readonly DiagnosticDescriptor SyncInLoop = new(
        RuleIdentifiers.SyncInLoop,
        title: "A loop flushes to disk once per small record",
        messageFormat: "'{0}' runs in each iteration of the loop, and waits for the disk each time. Call it once after the loop.",
        RuleHelp.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A flush to disk takes milliseconds. One flush after the last record writes all of them.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.SyncInLoop));

    /// <summary>Never reported. If no descriptor is a warning, the command-line compiler skips the analyzer.</summary>
    private static readonly DiagnosticDescriptor Enabling = AsWarning(SyncInLoop);

    /// <summary>Words in the names of large pieces. A flush after each such piece is right.</summary>
    private static readonly LazyRegex LargePiece = new("chunk|block|segment|page|batch|part|file|stream|group|buffer");

    private protected override bool IsAboutCrashes => false;

    private protected override void Check(SavedFiles method, SaveReport report)
    {
        foreach (var visits in method.Of(SaveEventKind.Synced))
        {
            if (visits[0].Operation is IInvocationOperation sync
                && StatementOrder.FindUnconditionalLoop(sync) is { } loop
                && IsOverKnownItems(loop)
                && !loop.Descendants().OfType<IInvocationOperation>().Any(IsTransfer)
                && WritesInside(loop, sync, visits[0].File, method))
            {
                report.Report(SyncInLoop, sync, NameOf(sync));
            }
        }
    }

    /// <summary>
    /// Whether all items exist when the loop starts, and none is a large piece by its name. A loop that waits for its next item must flush
    /// before it waits.
    /// </summary>
    private static bool IsOverKnownItems(ILoopOperation loop) => loop switch
    {
        IForEachLoopOperation { IsAsynchronous: false } each =>
            FileOperations.Unconverted(each.Collection) is not IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" }
            && !each.Locals.Any(static local => LargePiece.IsMatch(local.Name)),
        IForLoopOperation { Condition: not null } => true,
        _ => false,
    };

    /// <summary>Whether a call reads the next piece of another file, or tells another thread that the record is on disk.</summary>
    private static bool IsTransfer(IInvocationOperation call) =>
        call.TargetMethod.Name is "Read" or "ReadAsync" or "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "CopyTo" or "CopyToAsync" or "SetResult" or "TrySetResult" or "Set" or "Release";

    private static bool WritesInside(ILoopOperation loop, IInvocationOperation sync, FileState? file, SavedFiles method)
    {
        if (file is not null)
        {
            var root = file.Origin.Root;
            return !IsInside(loop, root.Place) && method.Files.Where(wrapper => wrapper.Root == root).SelectMany(static wrapper => wrapper.Writes).Any(write => IsInside(loop, write));
        }

        return FileOperations.VariableOf(sync.Instance ?? FileOperations.ArgumentOf(sync, "handle")) is { } holder
            && !holder.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(reference.Span))
            && loop.Body.Descendants().OfType<IInvocationOperation>().Any(call => FileOperations.Writes(call, holder));
    }

    private static bool IsInside(ILoopOperation loop, IOperation place) =>
        place.Syntax.SyntaxTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(place.Syntax.Span);
}
