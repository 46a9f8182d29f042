using IoPolicy.Analyzers.Policies;

namespace IoPolicy.Generators.Models;

/// <summary>One generated file of partial-method wrappers.</summary>
internal sealed record PartialTypeModel(TypeModel Type, EquatableArray<WrapperModel> Methods);

/// <summary>A type that gets a generated part with partial-method wrappers.</summary>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="Namespace">The namespace, or null for the global namespace.</param>
/// <param name="Headers">The headers of the containing types and the type, outermost first: <c>partial class Sessions</c>.</param>
/// <param name="Title">The name in generated comments.</param>
/// <param name="NamesInUse">The names in scope that the generated policy class must not use.</param>
internal sealed record TypeModel(
    string HintName,
    string? Namespace,
    EquatableArray<string> Headers,
    string Title,
    EquatableArray<string> NamesInUse);
