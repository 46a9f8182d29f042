using System.Collections.Immutable;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// The methods that the compiler calls without a name in the source: for <c>foreach</c>, <c>await</c>, <c>using</c>, a query,
/// an initializer, a pattern, an interpolation.
/// </summary>
internal static class CompilerCalledNames
{
    internal static ImmutableHashSet<string> Names { get; } =
    [
        "GetEnumerator", "GetAsyncEnumerator", "MoveNext", "MoveNextAsync", "Dispose", "DisposeAsync", "GetAwaiter", "GetResult", "Add", "Create",
        "Deconstruct", "Slice", "GetPinnableReference", "AppendLiteral", "AppendFormatted", "ToStringAndClear", "ToString", "Equals", "GetHashCode",
        "PrintMembers", "Select", "SelectMany", "Where", "Join", "GroupJoin", "GroupBy", "Cast", "OrderBy", "OrderByDescending", "ThenBy", "ThenByDescending",
    ];
}
