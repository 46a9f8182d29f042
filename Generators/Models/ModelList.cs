using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>Some models as one value of the pipeline. Equal lists have equal models.</summary>
/// <remarks>
/// The driver has much generic code. The JIT compiles it once for all classes, but again for each structure, such as
/// <c>ImmutableArray&lt;T&gt;</c> or <c>bool</c>. This second compilation took a fifth of a second in each build.
/// </remarks>
internal sealed record ModelList<T>(EquatableArray<T> Items)
    where T : IEquatable<T>
{
    internal ModelList(ImmutableArray<T> items)
        : this(new EquatableArray<T>(items))
    {
    }
}
