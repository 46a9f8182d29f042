using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Saves;

/// <summary>The files and the events of one walk.</summary>
internal sealed class SaveRecorder
{
    private readonly Dictionary<(SyntaxNode Place, FileOrigin? Inner, string? Path), FileOrigin> _origins = [];
    private readonly List<FileOrigin> _files = [];
    private readonly Dictionary<IOperation, IInvocationOperation?> _deletions = [];
    private readonly HashSet<string> _checkedPaths = new(StringComparer.Ordinal);
    private readonly Dictionary<(SyntaxNode Place, SaveEventKind Kind), List<SaveEvent>> _events = [];

    /// <summary>
    /// The call through which the walk has entered a callee, and the state before it. The events of the caller's files in the callee belong to
    /// this call, because the callee's own walk does not know these files.
    /// </summary>
    internal (IInvocationOperation Call, SaveState Before)? Site { get; set; }

    /// <summary>Whether the events of the current code are not recorded, because another walk or visit records them, as for the code of a callee.</summary>
    internal bool IsSilent { get; set; }

    /// <summary>Returns the object of the place. A second visit of the place gets the same object.</summary>
    internal FileOrigin Origin(FileOrigin file)
    {
        var key = (file.Place.Syntax, file.Inner, file.Path);
        if (!_origins.TryGetValue(key, out var known))
        {
            _origins.Add(key, known = file);
            file.Site = Site?.Call;
            if (!IsSilent)
            {
                _files.Add(file);
            }
        }

        return known;
    }

    internal void Add(SaveEvent visit)
    {
        if (visit.Kind == SaveEventKind.Deleted)
        {
            _deletions[visit.Operation] = Site?.Call;
        }

        if (IsSilent)
        {
            if (Site is not var (call, before) || visit.Kind != SaveEventKind.Published)
            {
                return;
            }

            if (IsOfCaller(visit, call, before))
            {
                visit = visit with { Operation = call, Inside = visit.Operation };
            }
            else if (IsCommit(call))
            {
                visit = new SaveEvent(SaveEventKind.Committed, call, visit.Before);
            }
            else
            {
                return;
            }
        }

        var key = (visit.Operation.Syntax, visit.Kind);
        if (!_events.TryGetValue(key, out var visits))
        {
            _events.Add(key, visits = []);
        }

        visits.Add(visit);
    }

    /// <summary>Whether the call makes another object publish its file.</summary>
    private static bool IsCommit(IInvocationOperation call) =>
        call.Instance is not (null or IInstanceReferenceOperation) && call.TargetMethod.Name is "Commit" or "CommitAsync" or "Publish" or "PublishAsync";

    /// <summary>Whether the caller has written the file or deleted the old one. A write or deletion by another call of the same callee does not count.</summary>
    private bool IsOfCaller(SaveEvent visit, IInvocationOperation call, SaveState before) =>
        (visit.File is { Origin: var last } && (last.Reopens ?? last) is var file && !IsSameCallee(file.Site, call) && before.Files.ContainsKey(file))
        || (visit is { DeletedBy: { } delete, Target: { } target }
            && before.Deleted.TryGetValue(target, out var deleted)
            && deleted == delete
            && !IsSameCallee(_deletions.TryGetValue(delete, out var site) ? site : null, call));

    private static bool IsSameCallee(IInvocationOperation? site, IInvocationOperation call) =>
        site is not null && SymbolEqualityComparer.Default.Equals(site.TargetMethod.OriginalDefinition, call.TargetMethod.OriginalDefinition);

    /// <summary>Records that the code deletes the file at the path, or tests whether it exists.</summary>
    internal void AddCheckedPath(string? path)
    {
        if (path is not null)
        {
            _checkedPaths.Add(path);
        }
    }

    internal SavedFiles ToResult() => new(
        [.. _events.Values.OrderBy(static visits => visits[0].Operation.Syntax.SpanStart).Select(static visits => visits.ToImmutableArray())],
        [.. _files],
        [.. _checkedPaths]);
}
