using IoPolicy.Analyzers.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.EscapeAnalysis;

/// <summary>
/// Decides whether a body makes more than one pass over its file. Windows drop pages during the first pass, so the second pass would read from
/// the disk. A single drop at the end keeps the pages cached between the passes.
/// </summary>
internal sealed class Rewinds
{
    private readonly List<(int Position, bool Reads)> _moves = [];
    private readonly List<IOperation> _rewinds = [];

    /// <summary>
    /// The rewind to the beginning that starts a second pass: code before it reads or writes, and code after it reads (in source order). Null if
    /// there is none.
    /// </summary>
    internal IOperation? SecondPass => _rewinds.FirstOrDefault(rewind =>
        _moves.Any(move => move.Position < rewind.Syntax.SpanStart || IsInLoop(rewind))
        && _moves.Any(move => move.Reads && (move.Position > rewind.Syntax.SpanStart || IsInLoop(rewind))));

    /// <summary>
    /// Adds a call that may move bytes of the file, or change its position. An empty <paramref name="name"/> means that the call may read
    /// and write.
    /// </summary>
    internal void Add(IOperation call, string name)
    {
        if (name.Contains("Seek"))
        {
            if (call is IInvocationOperation seek && FileOperations.IsZero(seek, "offset") && FileOperations.IsZero(seek, "origin"))
            {
                AddRewind(call);
            }
        }
        else if (!name.StartsWith("Flush", StringComparison.Ordinal) && name is not ("SetLength" or "Dispose" or "DisposeAsync" or "Close" or "Lock" or "Unlock"))
        {
            _moves.Add((call.Syntax.SpanStart, !name.StartsWith("Write", StringComparison.Ordinal)));
        }
    }

    internal void AddRewind(IOperation rewind) => _rewinds.Add(rewind);

    private static bool IsInLoop(IOperation operation)
    {
        for (var current = operation.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }
}
