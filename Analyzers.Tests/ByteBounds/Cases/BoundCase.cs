namespace Analyzers.Tests.ByteBounds.Cases;

/// <summary>One method of the table, with the bound of the bytes that it reads or writes.</summary>
/// <param name="Bound">"52", "whole", "requested" or "unknown".</param>
/// <param name="Members">The method <c>M</c>, whose file is the parameter <c>file</c>, and the members that it uses.</param>
internal sealed record BoundCase(string Bound, string Members)
{
    /// <summary>Whether the bound is for written bytes.</summary>
    internal bool IsOfWrites { get; init; }
}

/// <summary>A chapter of the table, with its title and its first sentences in <c>Explanations.md</c>.</summary>
internal sealed record BoundTheme(string Title, string Text, IReadOnlyList<BoundCase> Cases);

/// <summary>The table of language features and .NET members, with their effects on a bound.</summary>
internal static class BoundCases
{
    internal static readonly IReadOnlyList<BoundTheme> Themes =
    [
        StraightLines.Constants, StraightLines.Buffers, StraightLines.Sizes,
        Branches.Choices, Branches.Guards, Branches.Handlers,
        Loops.Counted, Loops.OverCollections, Loops.ToTheEnd, Loops.UntilEnough,
        Objects.Wrappers, Objects.Aliases, Objects.Position,
        Calls.Callees, Calls.NestedFunctions, Calls.Awaits, Calls.Declared,
        Others.Whole, Others.NotVisible, Others.Writes,
    ];
}
