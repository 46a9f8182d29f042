using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The kinds of events of a file.</summary>
internal enum SaveEventKind
{
    /// <summary>A file is opened, or written as a whole, by its path.</summary>
    Opened,

    /// <summary>A file is renamed, or replaces another file.</summary>
    Published,

    Deleted,

    /// <summary>A flush to disk is requested.</summary>
    Synced,

    /// <summary>A flush of the managed buffer only.</summary>
    Flushed,

    Closed,

    /// <summary><c>DurableFile.Commit</c> is called, or the <c>Commit</c> of another object that renames a file.</summary>
    Committed,
}

/// <summary>One visit of a call during the walk. The walk visits a loop body twice, so one call can have several events.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Operation">The call.</param>
/// <param name="Before">The state before the call.</param>
internal sealed record SaveEvent(SaveEventKind Kind, IOperation Operation, SaveState Before)
{
    /// <summary>The call in a callee that causes the event, if <see cref="Operation"/> is the call of that callee.</summary>
    internal IOperation? Inside { get; init; }

    /// <summary>The state of the file before the call. Null if the file is unknown.</summary>
    internal FileState? File { get; init; }

    /// <summary>The identity (<see cref="PathKeys"/>) of the old path of a renamed file.</summary>
    internal string? Source { get; init; }

    /// <summary>The expression of <see cref="Source"/>.</summary>
    internal IOperation? SourceValue { get; init; }

    /// <summary>The identity of the path that the call changes.</summary>
    internal string? Target { get; init; }

    /// <summary>The earlier call that deleted the file at the target, on each path of the code.</summary>
    internal IOperation? DeletedBy { get; init; }
}

/// <summary>The results of the walk of one method.</summary>
/// <param name="Calls">The calls, in the order of the text, each with its visits.</param>
/// <param name="Files">The file objects that the method itself creates.</param>
/// <param name="CheckedPaths">The paths whose file the method deletes, or tests for existence.</param>
internal sealed record SavedFiles(ImmutableArray<ImmutableArray<SaveEvent>> Calls, ImmutableArray<FileOrigin> Files, ImmutableHashSet<string> CheckedPaths)
{
    internal static readonly SavedFiles None = new([], [], []);

    /// <summary>The calls of a kind, each with all its visits.</summary>
    internal IEnumerable<ImmutableArray<SaveEvent>> Of(SaveEventKind kind) => Calls.Where(visits => visits[0].Kind == kind);

    /// <summary>Whether the method deletes the file in a later call, in the order of the text.</summary>
    internal bool IsDeletedAfter(SaveEvent visit) => visit.Target is { } path && Of(SaveEventKind.Deleted).Any(delete =>
        delete[0].Operation.Syntax.SpanStart > visit.Operation.Syntax.SpanStart && delete.Any(other => other.Target == path) && !IsInHandlerOf(delete[0].Operation, visit.Operation));

    /// <summary>Whether the operation is in a handler of the <c>try</c> block that contains the call.</summary>
    private static bool IsInHandlerOf(IOperation operation, IOperation call)
    {
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation { Parent: ITryOperation { Body: var body } } && body.Syntax.Span.Contains(call.Syntax.Span))
            {
                return true;
            }
        }

        return false;
    }
}
