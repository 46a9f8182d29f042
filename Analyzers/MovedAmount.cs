namespace IoPolicy.Analyzers;

/// <summary>The property of a suggestion with the bytes that the method moves, for tools that rank findings.</summary>
internal static class MovedAmount
{
    internal const string Key = "moved";

    /// <summary>The method provably moves the whole file.</summary>
    internal const string Whole = "whole";

    /// <summary>The method writes in a loop without a bound.</summary>
    internal const string Loop = "loop";
}
