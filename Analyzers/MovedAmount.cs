namespace IoPolicy.Analyzers;

/// <summary>The diagnostic property that states how many bytes the method moves. Tools that rank suggestions read it.</summary>
internal static class MovedAmount
{
    internal const string Key = "moved";

    /// <summary>The method provably moves the whole file.</summary>
    internal const string Whole = "whole";

    /// <summary>The method writes in a loop without a bound.</summary>
    internal const string Loop = "loop";
}
