using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>A type that the partial carrier adds a part to.</summary>
/// <param name="HintName">The name of the emitted file.</param>
/// <param name="Namespace">The namespace; null for the global one.</param>
/// <param name="Headers">The headers of the type and of the types around it, outermost first: <c>partial class Sessions</c>.</param>
/// <param name="Title">The type as a comment names it.</param>
/// <param name="NamesInUse">The names in scope that the emitted class of policies must keep clear of.</param>
internal sealed record TypeModel(
    string HintName,
    string? Namespace,
    EquatableArray<string> Headers,
    string Title,
    EquatableArray<string> NamesInUse);
