using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Computes the effects of a method's callees.</summary>
internal interface ICalleeSummaries
{
    /// <summary>
    /// Returns the summary of a method for these arguments. Null if the analysis cannot follow the call: no code in the compilation, a possible
    /// override, a recursion, too long a chain of calls, or code that the analysis does not interpret. The files among the arguments then escape.
    /// </summary>
    /// <param name="method">The callee.</param>
    /// <param name="arguments">The arguments by parameter. For a member of an extension block, the receiver is the last argument.</param>
    /// <param name="isOnThis">Whether the receiver of the call is <c>this</c>, so the callee has the members of the caller.</param>
    /// <param name="isVirtualCall">Whether the call can run an override.</param>
    MethodSummary? Summarize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments, bool isOnThis, bool isVirtualCall);
}

/// <summary>The effects of a method, in terms of its own parameters and members.</summary>
internal sealed record MethodSummary(
    IMethodSymbol Method,
    ImmutableDictionary<FileSource, FileUsage> Files,
    AbstractValue? Returned,
    ImmutableDictionary<IFieldSymbol, AbstractValue> Members)
{
    /// <summary>False if each call ends in an exception, or does not end.</summary>
    internal bool Returns { get; init; } = true;

    /// <summary>The facts about the parameters when the method returns.</summary>
    internal Facts Facts { get; init; } = Facts.None;

    /// <summary>Whether the method can assign a member of an object, or change the length of a file.</summary>
    internal bool ChangesHeap { get; init; }

    /// <summary>Whether the method can change the content of a buffer.</summary>
    internal bool ChangesContents { get; init; }
}
