using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Answers what a callee does.</summary>
internal interface ICallees
{
    /// <summary>
    /// What the method does when it is given these arguments, or null where its code cannot be seen. For a member of an
    /// extension block, the receiver is the last argument.
    /// </summary>
    MethodSummary? Summarize(IMethodSymbol method, ImmutableArray<AbstractValue?> arguments, bool onThis, bool isVirtualCall);
}

/// <summary>What a method does, in terms of its own parameters and members.</summary>
internal sealed record MethodSummary(
    IMethodSymbol Method,
    ImmutableDictionary<FileSource, FileUsage> Files,
    AbstractValue? Returned,
    ImmutableDictionary<IFieldSymbol, AbstractValue> Members)
{
    /// <summary>False where each call ends in an exception, or not at all.</summary>
    internal bool Returns { get; init; } = true;

    /// <summary>What holds of the parameters where the method returns.</summary>
    internal Facts Facts { get; init; } = Facts.None;

    /// <summary>Whether the method can assign a member of an object, or change the length of a file.</summary>
    internal bool ChangesHeap { get; init; }

    /// <summary>Whether the method can change what a buffer holds.</summary>
    internal bool ChangesContents { get; init; }
}
